import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeUser } from '@tollgate/testing/accounts';
import type { TestDatabase } from '@tollgate/testing/database';
import { sized } from '@tollgate/testing/scale';
import { readCases } from '../testing/cases.js';
import { CREEM_RULES } from '../testing/mutated/creem.js';
import { EPAY_KEYS, MutatedEpay } from '../testing/mutated/epay.js';
import type { Mutated } from '../testing/mutated/read.js';
import { STRIPE_RULES } from '../testing/mutated/stripe.js';
import { MutatedWebhooks } from '../testing/mutated/webhooks.js';
import { type Payments, paymentsPair } from '../testing/payments.js';
import { Random } from '../testing/random.js';

/**
 * Recorded answers and notifications of each provider with fields added, removed, retyped, nested, re-encoded and with other states,
 * signed by a key in force or by another. No mutation credits an order that does not verify as paid, and every payment that verifies is
 * credited or has a visible reason. The long run is `npm run fuzz -- --payments`.
 */
const TOTAL = Number(process.env.PAYMENT_MUTATIONS ?? sized({ ci: 900, full: 100_000 }));
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_130);

const cases = (path: string) => readCases(fileURLToPath(new URL(`../${path}`, import.meta.url)));

let db: TestDatabase;
let a: Payments;
let close: () => Promise<void>;
let kinds: Mutated[];
beforeAll(async () => {
  const secrets = ({ secrets }: { secrets: readonly string[] }) => secrets.join('\n');
  ({ db, a, close } = await paymentsPair(
    {},
    {
      EpayKey: EPAY_KEYS.join('\n'),
      StripeWebhookSecret: secrets(STRIPE_RULES),
      CreemWebhookSecret: secrets(CREEM_RULES),
    },
  ));
  const random = new Random(SEED);
  const epay = new MutatedEpay(db, a, random, {
    queries: cases('epay/cases/order-query').filter(({ bytes }) => bytes.toString().trimStart().startsWith('{')),
    notifications: cases('epay/cases/notification').filter(({ bytes }) => bytes.includes('sign=RIGHT')),
  });
  const webhooks = [];
  for (const rules of [STRIPE_RULES, CREEM_RULES]) {
    const user = await makeUser(db);
    webhooks.push(
      new MutatedWebhooks(db, a, user, random, rules, {
        queries: cases(`${rules.provider}/cases/order-query`),
        notifications: cases(`${rules.provider}/cases/notification`),
      }),
    );
  }
  for (const one of [epay, ...webhooks]) await one.begin();
  kinds = [epay, ...webhooks].flatMap((one) => one.kinds);
});
afterAll(async () => {
  await close();
});

it(`credits nothing that does not verify, and hides no payment that does, in ${TOTAL} mutations`, async () => {
  const faults: string[] = [];
  for (let n = 0; n < TOTAL && faults.length < 5; n += 1) {
    const kind = kinds[n % kinds.length]!;
    const fault = await kind.tryOne();
    if (fault) faults.push(`mutation ${n} of seed ${SEED}, ${kind.name}: ${fault}`);
  }
  expect(faults).toEqual([]);
  for (const { getCredits } of kinds) expect(getCredits()).toBeGreaterThan(0);
}, 7_200_000);
