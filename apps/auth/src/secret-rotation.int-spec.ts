import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import { Options, sealOption } from '@tollgate/options';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { ApiKeysService } from './api-keys/api-keys.service.js';
import { KeyVerificationService } from './api-keys/key-verification.service.js';
import { LoginsService } from './logins/logins.service.js';
import { parseAddress } from './mail/address.js';
import { EmailCodes } from './mail/email-codes.service.js';
import { codeAt } from './second-factors/codes.js';
import { SecondFactorLoginsService } from './second-factors/second-factor-logins.service.js';
import { SecondFactorsService } from './second-factors/second-factors.service.js';
import {
  addUser,
  authReplica,
  getErrorCode,
  guest,
  holding,
  resolveIdentity,
  PASSWORD,
  setOptions,
} from './testing/replica.js';
import { CustomProvidersService } from './custom-providers/custom-providers.service.js';
import { ProviderDirectory } from './third-party/provider-directory.js';
import { States } from './third-party/states.js';

const [OLD, NEW] = ['the secret of before', 'the secret of from now on'];
const BROWSER: Caller = { ...guest, browser: hashSecret('a browser').toString('base64url') };

type Replica = INestApplicationContext;

let db: TestDatabase;
let serial = 0;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** Seals with one process and reads with another: every kind of data of this service that CRYPTO_SECRET protects. */
const KEPT: Record<string, (from: Replica, to: Replica) => Promise<unknown>> = {
  'a second factor': async (from, to) => {
    const { name, identity } = await person(from);
    const { secret } = await from.get(SecondFactorsService).setup(identity, guest);
    await to.get(SecondFactorsService).enable(await codeAt(secret, Date.now() / 1000), identity, guest);
    await db.owner.query('UPDATE auth.two_factors SET last_step = 0 WHERE user_id = $1', [identity.userId]);
    return finish(to, name, await codeAt(secret, Date.now() / 1000));
  },
  'a backup code': async (from, to) => {
    const { name, identity } = await person(from);
    const { secret, backup_codes } = await from.get(SecondFactorsService).setup(identity, guest);
    await from.get(SecondFactorsService).enable(await codeAt(secret, Date.now() / 1000), identity, guest);
    return finish(to, name, backup_codes[0] ?? '');
  },
  'an API key, looked up': async (from, to) => {
    const { identity } = await person(from);
    const { key } = await from.get(ApiKeysService).create({ name: 'k', unlimited_quota: true }, identity, guest);
    const credential = { bearer: hashSecret(key).toString('base64url') };
    return to.get(KeyVerificationService).usage({ ...guest, credential });
  },
  'an API key, shown': async (from, to) => {
    const { identity } = await person(from);
    const { id } = await from.get(ApiKeysService).create({ name: 'k' }, identity, guest);
    return to.get(ApiKeysService).get(id, identity, guest);
  },
  'a code in a mail': async (from, to) => {
    const order = { id: `order ${(serial += 1)}`, requester: 'guest:192.0.2.1', userId: null };
    const [address, code] = [parseAddress(`mail${serial}@example.com`), from.get(EmailCodes).createCode(order.id)];
    await from.get(EmailCodes).activate('verification', address, code, order);
    return to.get(EmailCodes).check('verification', address, code, guest);
  },
  'a third-party login under way': async (from, to) => {
    const started = { provider: 'oidc', proof: { verifier: 'v', nonce: 'n' } };
    const state = await from.get(States).begin(BROWSER, null, '', started);
    return to.get(States).end(state, 'oidc', BROWSER, null);
  },
  'the secret of a custom provider': async (from, to) => {
    const { identity } = await person(from);
    const root = { ...identity, role: 100 };
    await db.owner.query('UPDATE auth.users SET role = 100 WHERE id = $1', [identity.userId]);
    const endpoint = 'https://login.example.com/x';
    const endpoints = { authorization_endpoint: endpoint, token_endpoint: endpoint, user_info_endpoint: endpoint };
    const given = {
      name: 'Acme',
      slug: `acme${(serial += 1)}`,
      client_id: 'c',
      client_secret: 'hunter2',
      ...endpoints,
    };
    const context = { operation: 'o', caller: guest, identity: root, deadline: Date.now() + 5000 };
    await from.get(CustomProvidersService).create(given, context);
    if ((await to.get(ProviderDirectory).find(given.slug))?.clientSecret !== 'hunter2') throw new Error('not opened');
  },
  "a provider's secret among the options": async (from, to) => {
    await setOptions(db.owner, [to], { SMTPToken: sealOption(from.get(Secrets), 'SMTPToken', 'hunter2') });
    if (to.get(Options).get('SMTPToken') !== 'hunter2') throw new Error('not opened');
  },
};

async function person(at: Replica) {
  const name = `person${(serial += 1)}`;
  await addUser(db.owner, name);
  const { cookie } = await at.get(LoginsService).login({ username: name, password: PASSWORD }, guest);
  return { name, identity: await resolveIdentity(at, cookie) };
}
async function finish(at: Replica, username: string, code: string) {
  const { cookie } = await at.get(LoginsService).login({ username, password: PASSWORD }, guest);
  return at.get(SecondFactorLoginsService).login({ code }, holding(cookie));
}

/** Returns the kinds of data that are not readable, in both directions, while processes with two lists run side by side. */
async function lostBetween(before: readonly string[], after: readonly string[]): Promise<string[]> {
  const one = await authReplica(db.as('auth'), new Secrets(before));
  const other = await authReplica(db.as('auth'), new Secrets(after));
  const lost: string[] = [];
  for (const [what, carry] of Object.entries(KEPT)) {
    if ((await getErrorCode(carry(one, other))) !== 'done') lost.push(`${what}, of before`);
    if ((await getErrorCode(carry(other, one))) !== 'done') lost.push(`${what}, of after`);
  }
  await one.close();
  await other.close();
  return lost;
}

describe('a rotation of CRYPTO_SECRET, while old and new processes run side by side', () => {
  it.each([
    ['first step', [OLD], [OLD, NEW]],
    ['second step', [OLD, NEW], [NEW, OLD]],
  ])('loses nothing in its %s', async (_, before, after) => {
    expect(await lostBetween(before, after)).toEqual([]);
  });

  it('in one step makes everything unreadable that new processes seal', async () => {
    const lost = await lostBetween([OLD], [NEW, OLD]);
    expect(lost).toEqual(Object.keys(KEPT).map((what) => `${what}, of after`));
  });
});
