import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeUser, replica } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { sized } from '@tollgate/testing/scale';
import fc from 'fast-check';

/**
 * Purchases, use, resets, ends, refunds, invalidation and check-ins in any order, up to four at once on two replicas. After each
 * sequence the invariants tie every unit, and what the answers charged is what the counters hold.
 */
const SEQUENCES = sized({ ci: 80, full: 10_000 });

let db: TestDatabase;
let replicas: ReturnType<typeof replica>[];
beforeAll(async () => {
  db = await testDatabase();
  replicas = [replica(db, 'billing'), replica(db, 'billing')];
  await db.owner.query(`INSERT INTO admin.options (key, value) VALUES ('checkin_setting.enabled', 'true')`);
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const GROUPS = ['default', 'vip', 'svip'];
const GIFT = 100;
const PRICE = 20;

const kind = fc.constantFrom(
  'buy',
  'order',
  'grant',
  'reserve',
  'settle',
  'release',
  'charge',
  'expireReservation',
  'resetDue',
  'resetByHand',
  'age',
  'end',
  'revoke',
  'delete',
  'refund',
  'restore',
  'prefer',
  'checkIn',
  'close',
);
const operation = fc.record({
  kind,
  ref: fc.integer({ min: 0, max: 4 }),
  amount: fc.integer({ min: 0, max: 40 }),
  total: fc.constantFrom(0, 30, 50),
  group: fc.constantFrom('', 'vip', 'svip', 'gone'),
  overflow: fc.boolean(),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
const sequence = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 10 });

const PREFERENCES = ['subscription_first', 'wallet_first', 'subscription_only', 'wallet_only'];
/** Refusals that an operation may meet; anything else is a fault of the product. */
const REFUSED = new Set(['TG001', 'TG002', 'TG011', '23505', '40P01', 'P0002']);

let trials = 0;

class Trial {
  private readonly name = `p${(trials += 1)}`;
  private charged = 0;

  constructor(private readonly userId: number) {}

  /** Runs an operation on a replica; refusals are part of the game. */
  async run(o: Operation, on: number): Promise<void> {
    try {
      await this.perform(o, replicas[on % 2]!.database.query.bind(replicas[on % 2]!.database));
    } catch (error) {
      if (!REFUSED.has((error as { code: string }).code)) throw error;
    }
  }

  private terms({ total, group, overflow }: Operation): string {
    const span = { duration_unit: 'month', duration_value: 1, custom_seconds: 0 };
    const reset = { reset_period: 'daily', reset_seconds: 0 };
    return JSON.stringify({ total, ...span, ...reset, overflow, upgrade_group: group, downgrade_group: '' });
  }

  private async perform(o: Operation, query: TestDatabase['owner']['query']): Promise<void> {
    const id = '(SELECT id FROM ledger.subscriptions WHERE user_id = $1 ORDER BY id OFFSET $2 LIMIT 1)';
    const at = [this.userId, o.ref];
    switch (o.kind) {
      case 'buy':
      case 'grant':
        await query(`SELECT ledger.subscribe($1, 1, $2, $3, NULL, $4, $5, $1, 'buy', 'UTC', $6)`, [
          this.userId,
          this.terms(o),
          o.kind === 'buy' ? 'balance' : 'admin',
          o.kind === 'buy' ? PRICE : 0,
          o.kind === 'buy' ? 3 : 0,
          GROUPS,
        ]);
        return;
      case 'order':
        await query(
          `WITH o AS (INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money, status, plan_id,
                        plan_terms, completed_at)
             VALUES ($2, $1, 'epay', 'alipay', 1, $3, 1, 'success', 1, $4, now()) RETURNING *)
           SELECT ledger.subscribe(o.user_id, 1, o.plan_terms, 'order', o.trade_no, $3, 0, NULL, 'pay', 'UTC', $5) FROM o`,
          [this.userId, `${this.name}-${o.ref}`, PRICE, this.terms(o), GROUPS],
        );
        return;
      case 'refund':
        await query(
          `WITH o AS (UPDATE billing.orders SET status = 'refunded', reversed_money = money, reversed_quota = credit_quota
                       WHERE trade_no = $1 AND status = 'success' RETURNING trade_no)
           SELECT ledger.claw_back_plan(trade_no, NULL, 'refund', $2) FROM o`,
          [`${this.name}-${o.ref}`, GROUPS],
        );
        return;
      case 'restore':
        await query(
          `WITH o AS (UPDATE billing.orders SET status = 'success', reversed_money = 0, reversed_quota = 0
                       WHERE trade_no = $1 AND status = 'refunded' RETURNING trade_no)
           SELECT ledger.restore_plan(trade_no, NULL, 'won') FROM o`,
          [`${this.name}-${o.ref}`],
        );
        return;
      case 'prefer':
        await query('SELECT ledger.set_plan_preference($1, $2)', [this.userId, PREFERENCES[o.amount % 4]]);
        return;
      case 'end':
      case 'revoke':
      case 'delete': {
        const how = { end: 'expired', revoke: 'revoked', delete: 'deleted' }[o.kind];
        await query(`SELECT ledger.end_subscription(${id}, $3, NULL, 'end', $4)`, [...at, how, GROUPS]);
        return;
      }
      case 'resetDue':
      case 'resetByHand': {
        const actor = o.kind === 'resetDue' ? null : this.userId;
        await query(`SELECT ledger.reset_subscription(${id}, $3, 'reset', true, 'UTC')`, [...at, actor]);
        return;
      }
      case 'age':
        await db.owner.query(
          `UPDATE ledger.subscriptions SET next_reset_at = now() - interval '1 s',
             ends_at = CASE WHEN $3 THEN now() - interval '1 s' ELSE ends_at END WHERE id = ${id} AND status = 'active'`,
          [...at, o.overflow],
        );
        return;
      case 'expireReservation':
        await db.owner.query(
          `UPDATE ledger.reservations SET expires_at = now() WHERE request_id = $1 AND state = 'open'`,
          [`${this.name}:${o.ref}`],
        );
        await this.relay(query, 'expire', o, null);
        return;
      case 'checkIn':
        // as the check-in of auth does it; the day is drawn, so that some come twice
        await db.as('auth').query(
          `WITH m AS (INSERT INTO auth.check_ins (user_id, day, quota) VALUES ($1, DATE '2026-11-30' + $2::int, 7)
                      ON CONFLICT DO NOTHING RETURNING *)
           SELECT ledger.post('check_in', m.user_id || ':' || m.day, m.user_id, '', 'check-in',
             ARRAY[(m.user_id, 'quota', m.quota)::ledger.leg, (NULL, 'gift', -m.quota)::ledger.leg]) FROM m`,
          at,
        );
        return;
      case 'close':
        if (o.amount > 1) return;
        await db.owner.query(
          `WITH closed AS MATERIALIZED (SELECT ledger.close($1, NULL, 'close'))
           DELETE FROM auth.users USING closed WHERE id = $1`,
          [this.userId],
        );
        return;
      default:
        await this.relay(query, o.kind, o, o.kind === 'release' ? null : o.amount);
    }
  }

  private async relay(query: TestDatabase['owner']['query'], op: string, o: Operation, amount: number | null) {
    const ref = op === 'charge' ? `${this.name}:c${o.ref}` : `${this.name}:${o.ref}`;
    const [row] = await query<{ outcome: string; charged: number; shortfall: number; written_off: number }>(
      'SELECT * FROM ledger.relay(ARRAY[$1], ARRAY[$2], ARRAY[$3::bigint], ARRAY[NULL::bigint], ARRAY[$4::bigint], ARRAY[60], 2, 10)',
      [op, ref, this.userId, amount],
    );
    if (row?.outcome !== 'charged') return;
    expect(row.charged + row.shortfall).toBe(amount);
    this.charged += (amount ?? 0) - row.written_off;
  }

  /** The counters hold the sum of the charges of all answers, while the account is open. */
  async check(): Promise<void> {
    const [row] = await db.owner.query<{ used: number }>(
      'SELECT used_quota AS used FROM ledger.counters WHERE user_id = $1',
      [this.userId],
    );
    if (row) expect(row.used).toBe(this.charged);
  }
}

it('keeps every unit, in any order and in parallel', async () => {
  await fc.assert(
    fc.asyncProperty(sequence, async (steps) => {
      const { userId } = await makeUser(db, { quota: GIFT });
      const trial = new Trial(userId);
      for (const operations of steps) await Promise.all(operations.map((o, n) => trial.run(o, n)));
      await trial.check();
      await expectInvariants(db);
    }),
    { numRuns: SEQUENCES, endOnFailure: true },
  );
}, 600_000);
