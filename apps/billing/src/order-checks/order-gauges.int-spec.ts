import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Metrics } from '@tollgate/platform/metrics';
import { makeUser } from '@tollgate/testing/accounts';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { OrderGauges } from './order-gauges.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

it('shows how many orders are pending, how old, and how many are stuck', async () => {
  const { userId } = await makeUser(db);
  const orders = [
    ['epay', 'pending', '2 hours', ''],
    ['epay', 'unknown', '30 minutes', 'no answer'],
    ['epay', 'success', '9 hours', ''],
    ['stripe', 'pending', '1 minute', ''],
    ['creem', 'expired', '9 hours', ''],
  ];
  for (const [index, [provider, status, age, stuck]] of orders.entries()) {
    await db.owner.query(
      `INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money, status, stuck_reason, created_at)
       VALUES ($1, $2, $3, $3, 1, 1, 1, $4, $5, now() - $6::interval)`,
      [`T${index}`, userId, provider, status, stuck, age],
    );
  }
  const metrics = new Metrics();
  new OrderGauges(metrics, db.unitOfWork('billing'));
  const text = await metrics.text();
  const value = (name: string, provider: string) =>
    Number(new RegExp(`^${name}\\{service="billing",provider="${provider}"\\} (\\S+)$`, 'm').exec(text)?.[1]);
  const shown = ['epay', 'stripe', 'creem'].map((provider) => [
    value('tollgate_orders_pending', provider),
    Math.round(value('tollgate_orders_pending_age_seconds', provider) / 60),
    value('tollgate_orders_stuck', provider),
  ]);
  expect(shown).toEqual([
    [2, 120, 1],
    [1, 1, 0],
    [0, 0, 0],
  ]);
});
