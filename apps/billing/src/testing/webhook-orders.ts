import { randomBytes } from 'node:crypto';
import type { Identity } from '@tollgate/contracts';
import type { TestDatabase } from '@tollgate/testing/database';
import { replaceInBytes } from './cases.js';

/** The order of all recorded messages of Stripe and Creem, and the numbers that must be of one order only. */
const RECORDED_ORDER = 'ref_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33';
const RECORDED_IDS = ['evt_case', 'cs_test_a1', 'ch_1', 'ord_1', 'pi_1'];

/** The prices of the recorded orders, and the credit that each gives. */
const FACTS = {
  stripe: { money: '80.00', currency: 'usd', quota: 5_000_000, product: 'price_unit', ref: 'cs_test_a1' },
  creem: { money: '9.99', currency: 'usd', quota: 500_000, product: 'prod_1', ref: 'ch_1' },
} as const;

/** An order that the recorded messages of a provider are about. */
export interface WebhookOrder {
  readonly provider: 'stripe' | 'creem';
  readonly tradeNo: string;
  readonly providerRef: string;
  readonly quota: number;
  /** A recorded message, about this order, with numbers of its own. */
  readonly rewrite: (bytes: Buffer) => Buffer;
}

/** Makes a pending order by SQL, because no provider is asked about it. */
export async function webhookOrder(
  db: TestDatabase,
  user: Identity,
  provider: 'stripe' | 'creem',
  status = 'pending',
): Promise<WebhookOrder> {
  const { money, currency, quota, product, ref } = FACTS[provider];
  const own = randomBytes(20).toString('hex');
  const tradeNo = `ref_${own}`;
  const providerRef = `${ref}_${own}`;
  await db.owner.query(
    `INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money, currency, product, provider_ref,
                                 allows_promotions, allows_tax, status)
     VALUES ($1, $2, $3, $3, 10, $4, $5, $6, $7, $8, false, false, $9)`,
    [tradeNo, user.userId, provider, quota, money, currency, provider === 'creem' ? product : '', providerRef, status],
  );
  const rewrite = (bytes: Buffer) =>
    RECORDED_IDS.reduce(
      (text, id) => replaceInBytes(text, `"${id}"`, `"${id}_${own}"`),
      replaceInBytes(bytes, RECORDED_ORDER, tradeNo),
    );
  return { provider, tradeNo, providerRef, quota, rewrite };
}
