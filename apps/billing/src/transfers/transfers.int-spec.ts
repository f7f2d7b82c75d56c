import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { type Database, UnitOfWork } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { Secrets } from '@tollgate/platform/secrets';
import { getBalances, buildContext, makeUser, replica } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { SingleStatement } from '../single-statement/single-statement.js';
import { TransfersRepository } from './transfers.repository.js';
import { TransfersService } from './transfers.service.js';

const UNIT = 500_000;

async function serviceOn(database: Database): Promise<TransfersService> {
  const options = new Options(database, new Secrets(['test']), new Log('test', false, () => undefined));
  await options.refresh();
  const once = new SingleStatement(database, new Idempotency(new UnitOfWork(database)));
  return new TransfersService(new TransfersRepository(), once, options);
}

let db: TestDatabase;
let replicas: ReturnType<typeof replica>[];
let services: TransfersService[];
beforeAll(async () => {
  db = await testDatabase();
  replicas = [replica(db, 'billing'), replica(db, 'billing')];
  services = await Promise.all(replicas.map(({ database }) => serviceOn(database)));
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const transfer = (who: Identity, quota: number, on = 0, key?: string) =>
  services[on]!.create({ quota }, buildContext(who, key));
const setOption = (key: string, value: string) =>
  db.owner.query(
    'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, value],
  );

describe('transferring affiliate quota', () => {
  it('moves it and leaves history and count as they are', async () => {
    const user = await makeUser(db, { affiliate: 2 * UNIT });
    await transfer(user, UNIT);
    expect(await getBalances(db, user.userId)).toEqual({ quota: UNIT, affiliate: UNIT, debt: 0 });
    const [counters] = await db.owner.query(
      'SELECT aff_count, aff_history_quota FROM ledger.counters WHERE user_id = $1',
      [user.userId],
    );
    expect(counters).toEqual({ aff_count: 1, aff_history_quota: 2 * UNIT });
    await expectInvariants(db);
  });

  it('moves it once when its message is delivered twice, to two replicas at once and without a key', async () => {
    const user = await makeUser(db, { affiliate: 5 * UNIT });
    const context = buildContext(user);
    const twins = await Promise.allSettled(services.map((service) => service.create({ quota: UNIT }, context)));
    expect(twins.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(twins.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_POSTED' } });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: UNIT, affiliate: 4 * UNIT });
    await expectInvariants(db);
  });

  it('50 parallel transfers of one balance over two replicas: as many succeed as there is quota for', async () => {
    const user = await makeUser(db, { affiliate: 7 * UNIT + 3 });
    const all = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => transfer(user, UNIT, n % 2)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(7);
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'AFF_QUOTA_INSUFFICIENT' });
    expect(await getBalances(db, user.userId)).toEqual({ quota: 7 * UNIT, affiliate: 3, debt: 0 });
    await expectInvariants(db);
  });

  it('100 debits during 20 transfers are all there afterwards', async () => {
    const user = await makeUser(db, { quota: 100_000, affiliate: 20 * UNIT });
    const debit = (n: number) =>
      ledger.postAlone(replicas[n % 2]!.database, {
        kind: 'usage',
        ref: `during-transfer-${n}`,
        actor: user.userId,
        legs: [
          { userId: user.userId, account: 'quota', amount: -10 },
          { account: 'usage', amount: 10 },
        ],
        counts: [{ userId: user.userId, usedQuota: 10, requestCount: 1 }],
      });
    const debits = Array.from({ length: 100 }, (_, n) => debit(n));
    await Promise.all([...debits, ...Array.from({ length: 20 }, (_, n) => transfer(user, UNIT, n % 2))]);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 100_000 - 1000 + 20 * UNIT, affiliate: 0 });
    await expectInvariants(db);
  });

  it.each([UNIT - 1, 1, 0, -UNIT])('refuses %d, which is less than a unit, and names the unit', async (quota) => {
    const user = await makeUser(db, { affiliate: 2 * UNIT });
    await expect(transfer(user, quota)).rejects.toMatchObject({
      code: 'TRANSFER_TOO_SMALL',
      params: { minimum: '＄1.000000 额度' },
    });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, affiliate: 2 * UNIT });
  });

  it('takes the document’s 50000 if a unit is less, and shows quota in the unit that the operator configured', async () => {
    await setOption('QuotaPerUnit', '1000');
    await setOption('general_setting.quota_display_type', 'TOKENS');
    await db.owner.query('UPDATE admin.option_version SET version = version + 1');
    const service = await serviceOn(db.as('billing'));
    const user = await makeUser(db, { affiliate: 60_000 });
    await service.create({ quota: 50_000 }, buildContext(user));
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 50_000, affiliate: 10_000 });
    await expect(service.create({ quota: 999 }, buildContext(user))).rejects.toMatchObject({
      params: { minimum: '1000 点额度' },
    });
  });

  it('is refused if the user was disabled since the request was admitted', async () => {
    const user = await makeUser(db, { affiliate: 2 * UNIT });
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [user.userId]);
    await expect(transfer(user, UNIT)).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' });
  });

  it('happens once for one Idempotency-Key if copies of the request run concurrently', async () => {
    const user = await makeUser(db, { affiliate: 9 * UNIT });
    const twins = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => transfer(user, UNIT, n % 2, 'twins')));
    for (const one of twins)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    await transfer(user, UNIT, 0, 'twins');
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: UNIT });
    await expectInvariants(db);
  });
});
