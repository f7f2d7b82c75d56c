import type { Sql } from '@tollgate/platform/db';

/** A rule of the whole database: its statement returns the rows that break it. */
export interface Invariant {
  readonly name: string;
  readonly rule: string;
  /** Tables it reads beyond the ledger's; without them it is not checked. */
  readonly needs: readonly string[];
  readonly sql: string;
}

/** The rules that hold after every fault (reliability 3.1). */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'I1',
    rule: 'the balance of every user account is the sum of its entries',
    needs: [],
    sql: `SELECT a.id AS account_id, a.user_id, a.kind, a.balance, coalesce(sum(e.amount), 0)::text AS entries
            FROM ledger.accounts a LEFT JOIN ledger.entries e ON e.account_id = a.id
           WHERE a.user_id IS NOT NULL GROUP BY a.id HAVING coalesce(sum(e.amount), 0) <> a.balance`,
  },
  {
    name: 'I2',
    rule: 'the entries of every user account are numbered without a gap, and each balance follows from the one before',
    needs: [],
    sql: `SELECT * FROM (
            SELECT a.id AS account_id, a.version AS account_version, e.version, e.balance_after,
                   lag(e.balance_after, 1, 0::bigint) OVER w + e.amount AS expected,
                   row_number() OVER w AS place, count(*) OVER (PARTITION BY a.id) AS entries
              FROM ledger.accounts a JOIN ledger.entries e ON e.account_id = a.id
             WHERE a.user_id IS NOT NULL WINDOW w AS (PARTITION BY a.id ORDER BY e.version)) x
           WHERE version <> place OR balance_after <> expected OR account_version <> entries OR version IS NULL`,
  },
  {
    name: 'I2-head',
    rule: 'an account points at its newest entry',
    needs: [],
    sql: `SELECT a.id AS account_id, a.version FROM ledger.accounts a
            LEFT JOIN ledger.entries e ON e.account_id = a.id AND e.version = a.version
           WHERE a.user_id IS NOT NULL AND (CASE WHEN a.version = 0 THEN a.head <> '\\x' ELSE e.hash IS DISTINCT FROM a.head END)`,
  },
  {
    name: 'I2-chain',
    rule: 'every entry carries the hash of itself and the one before',
    needs: [],
    sql: `SELECT account_id, version FROM (
            SELECT e.account_id, e.version, e.hash, ledger.entry_hash(lag(e.hash, 1, '\\x'::bytea)
                     OVER (PARTITION BY e.account_id ORDER BY e.version), e.account_id, e.version, e.transaction_id, e.amount,
                     e.balance_after, t.kind, t.ref, t.actor_id, t.created_at) AS expected
              FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id WHERE e.version IS NOT NULL) x
           WHERE hash <> expected`,
  },
  {
    name: 'I3',
    rule: 'the entries of every transaction add up to zero, and each is of an account that exists',
    needs: [],
    sql: `SELECT e.transaction_id, sum(e.amount)::text AS sum, count(*) - count(a.id) AS strays
            FROM ledger.entries e LEFT JOIN ledger.accounts a ON a.id = e.account_id AND (a.user_id IS NULL) = (e.version IS NULL)
           GROUP BY e.transaction_id HAVING sum(e.amount) <> 0 OR count(*) <> count(a.id)`,
  },
  {
    name: 'I4',
    rule: 'a redemption code is used exactly where one posting credits its user with its quota; one that was used before an import has none',
    needs: ['billing.redemptions'],
    sql: `SELECT r.id AS code_id, r.used_user_id, r.quota, t.id AS transaction_id, t.total
            FROM (SELECT * FROM billing.redemptions WHERE used_user_id IS NOT NULL AND imported <> 'used') r
            FULL JOIN (SELECT t.id, t.ref, a.user_id, sum(e.amount) AS total FROM ledger.transactions t
                         JOIN ledger.entries e ON e.transaction_id = t.id
                         JOIN ledger.accounts a ON a.id = e.account_id AND a.user_id IS NOT NULL
                        WHERE t.kind = 'redeem' GROUP BY t.id, t.ref, a.user_id) t ON t.ref = r.id::text
           WHERE r.id IS NULL OR t.id IS NULL OR t.total <> r.quota OR t.user_id <> r.used_user_id`,
  },
  {
    name: 'I5',
    rule: 'an order is paid exactly where one posting credits its user with what it fixed, against its provider; one that was paid before an import has none',
    needs: ['billing.orders'],
    sql: `SELECT o.trade_no, o.status, o.credit_quota, t.id AS transaction_id, t.total
            FROM (SELECT * FROM billing.orders
                   WHERE status IN ('success', 'refunded') AND imported NOT IN ('paid', 'closed') AND plan_id IS NULL) o
            FULL JOIN (SELECT t.id, t.ref, min(a.user_id) AS user_id, sum(e.amount) FILTER (WHERE a.user_id IS NOT NULL) AS total,
                              min(a.kind) FILTER (WHERE a.user_id IS NULL) AS provider
                         FROM ledger.transactions t JOIN ledger.entries e ON e.transaction_id = t.id
                         JOIN ledger.accounts a ON a.id = e.account_id
                        WHERE t.kind = 'order_credit' GROUP BY t.id, t.ref) t ON t.ref = o.trade_no
           WHERE o.trade_no IS NULL OR t.id IS NULL OR t.total <> o.credit_quota OR t.user_id <> o.user_id
              OR t.provider <> o.provider`,
  },
  {
    name: 'I5-reversed',
    rule: 'what an order says was taken back of it is what the postings took, and never more than it credited',
    needs: ['billing.orders'],
    sql: `SELECT o.trade_no, o.reversed_quota, t.taken
            FROM (SELECT * FROM billing.orders WHERE reversed_quota > 0 AND plan_id IS NULL) o
            FULL JOIN (SELECT split_part(t.ref, ':', 1) AS trade_no, -sum(e.amount) AS taken FROM ledger.transactions t
                         JOIN ledger.entries e ON e.transaction_id = t.id
                         JOIN ledger.accounts a ON a.id = e.account_id AND a.user_id IS NOT NULL
                        WHERE t.kind IN ('refund', 'dispute', 'dispute_won') GROUP BY 1) t USING (trade_no)
           WHERE coalesce(o.reversed_quota, 0) <> coalesce(t.taken, 0) OR t.taken > o.credit_quota`,
  },
  {
    name: 'I6',
    rule: 'an event that credited did so to a paid order of its own provider, and no order was credited by two',
    needs: ['billing.orders', 'billing.provider_events'],
    sql: `SELECT e.provider, e.trade_no, count(*) AS credits
            FROM billing.provider_events e LEFT JOIN billing.orders o ON o.trade_no = e.trade_no AND o.provider = e.provider
           WHERE e.outcome = 'credited' GROUP BY e.provider, e.trade_no
          HAVING count(*) > 1 OR count(o.id) <> count(*) OR bool_or(o.status NOT IN ('success', 'refunded'))`,
  },
  {
    name: 'I7',
    rule: 'no balance is below zero and no debt above it',
    needs: [],
    sql: `SELECT id AS account_id, kind, balance FROM ledger.accounts
           WHERE user_id IS NOT NULL AND (CASE kind WHEN 'debt' THEN balance > 0 ELSE balance < 0 END)`,
  },
  {
    name: 'reserved',
    rule: 'what is reserved of a user or an API key is the sum of the open reservations',
    needs: ['ledger.reservations'],
    sql: `SELECT 'user' AS scope, a.user_id AS id, a.reserved, coalesce(r.total, 0) AS open
            FROM (SELECT * FROM ledger.accounts WHERE kind = 'quota') a
            FULL JOIN (SELECT user_id, sum(amount - plan_amount - free_amount) AS total FROM ledger.reservations WHERE state = 'open' GROUP BY user_id) r
              ON r.user_id = a.user_id
           WHERE a.user_id IS NULL OR a.reserved <> coalesce(r.total, 0)
          UNION ALL
          SELECT 'key', k.key_id, k.reserved, coalesce(r.total, 0)
            FROM ledger.keys k
            LEFT JOIN (SELECT key_id, sum(amount) AS total FROM ledger.reservations WHERE state = 'open' GROUP BY key_id) r
              ON r.key_id = k.key_id
           WHERE k.reserved <> coalesce(r.total, 0)`,
  },
  {
    name: 'plans',
    rule: 'the plan account of a user is the sum of what the subscriptions have left, and their reservations are what the pool holds',
    needs: ['ledger.subscriptions'],
    sql: `SELECT coalesce(a.user_id, s.user_id, p.user_id, r.user_id) AS user_id, a.balance, s.remaining, p.held, p.held_free, r.plan, r.free
            FROM (SELECT * FROM ledger.accounts WHERE kind = 'plan' AND user_id IS NOT NULL) a
            FULL JOIN (SELECT user_id, sum(remaining) AS remaining FROM ledger.subscriptions GROUP BY user_id) s ON s.user_id = a.user_id
            FULL JOIN ledger.plan_pools p ON p.user_id = coalesce(a.user_id, s.user_id)
            FULL JOIN (SELECT user_id, sum(plan_amount) AS plan, sum(free_amount) AS free FROM ledger.reservations
                        WHERE state = 'open' AND plan_amount + free_amount > 0 GROUP BY user_id) r
              ON r.user_id = coalesce(a.user_id, s.user_id, p.user_id)
           WHERE coalesce(a.balance, 0) <> coalesce(s.remaining, 0) OR coalesce(p.held, 0) <> coalesce(r.plan, 0)
              OR coalesce(p.held_free, 0) <> coalesce(r.free, 0)`,
  },
  {
    name: 'plan-quota',
    rule: 'what a subscription has left and what was used of it is what its postings granted and did not take back',
    needs: ['ledger.subscriptions'],
    sql: `SELECT s.id, s.total, s.remaining, s.used_ever, t.net FROM ledger.subscriptions s
            JOIN (SELECT split_part(t.ref, ':', 1)::bigint AS id, sum(e.amount) AS net
                    FROM ledger.transactions t JOIN ledger.entries e ON e.transaction_id = t.id
                    JOIN ledger.accounts a ON a.id = e.account_id AND a.kind = 'plan' AND a.user_id IS NOT NULL
                   WHERE t.kind IN ('plan_grant', 'plan_reset', 'plan_expiry', 'plan_revoke') GROUP BY 1) t ON t.id = s.id
            JOIN ledger.accounts o ON o.user_id = s.user_id AND o.kind = 'plan' AND o.closed_at IS NULL
           WHERE s.total > 0 AND s.source <> 'import' AND t.net <> s.remaining + s.used_ever`,
  },
  {
    name: 'plan-orders',
    rule: 'an order of a plan is paid exactly where one subscription came of it, and a refunded one is not in force',
    needs: ['ledger.subscriptions'],
    sql: `SELECT o.trade_no, o.status, s.id AS subscription_id, s.status AS subscription_status
            FROM (SELECT * FROM billing.orders
                   WHERE plan_id IS NOT NULL AND status IN ('success', 'refunded') AND imported NOT IN ('paid', 'closed')) o
            FULL JOIN (SELECT * FROM ledger.subscriptions WHERE trade_no IS NOT NULL) s ON s.trade_no = o.trade_no
           WHERE o.trade_no IS NULL OR s.id IS NULL OR s.user_id <> o.user_id OR (o.status = 'refunded' AND s.status = 'active')`,
  },
  {
    name: 'counters',
    rule: 'what a user has used, and the affiliate history, is what the entries say and an import brought',
    needs: ['ledger.imported'],
    sql: `SELECT c.user_id, c.used_quota, c.aff_history_quota, c.aff_count, c.request_count, e.used, e.rewarded, i.used AS imported_used
            FROM ledger.counters c
            LEFT JOIN (SELECT coalesce(a.user_id, t.actor_id) AS user_id, coalesce(sum(-e.amount) FILTER (WHERE t.kind = 'usage'), 0) AS used,
                              coalesce(sum(e.amount) FILTER (WHERE t.kind = 'inviter_reward'), 0) AS rewarded
                         FROM ledger.transactions t JOIN ledger.entries e ON e.transaction_id = t.id
                         JOIN ledger.accounts a ON a.id = e.account_id AND (a.user_id IS NOT NULL OR a.kind = 'plan')
                        WHERE t.kind IN ('usage', 'inviter_reward') GROUP BY 1) e ON e.user_id = c.user_id
            LEFT JOIN (SELECT user_id, sum(used_quota) AS used, sum(aff_history_quota) AS rewarded
                         FROM ledger.imported GROUP BY user_id) i ON i.user_id = c.user_id
           WHERE c.used_quota <> coalesce(e.used, 0) + coalesce(i.used, 0)
              OR c.aff_history_quota <> coalesce(e.rewarded, 0) + coalesce(i.rewarded, 0)
              OR least(c.aff_count, c.request_count) < 0`,
  },
  {
    name: 'accounts',
    rule: 'every user has the three accounts and the counters, and every open account has its user',
    needs: ['auth.users'],
    sql: `SELECT coalesce(u.id, a.user_id) AS user_id, count(a.id) AS accounts, count(c.user_id) AS counters
            FROM auth.users u
            FULL JOIN (SELECT * FROM ledger.accounts
                        WHERE user_id IS NOT NULL AND closed_at IS NULL AND kind <> 'plan') a ON a.user_id = u.id
            LEFT JOIN ledger.counters c ON c.user_id = u.id
           GROUP BY 1 HAVING count(u.id) = 0 OR count(a.id) <> 3 OR count(c.user_id) = 0`,
  },
  {
    name: 'kinds',
    rule: 'every posting is of a kind that a service may make, against a system account that belongs to it',
    needs: ['ledger.kinds'],
    sql: `SELECT t.id AS transaction_id, t.kind, a.kind AS account
            FROM ledger.transactions t JOIN ledger.entries e ON e.transaction_id = t.id
            JOIN ledger.accounts a ON a.id = e.account_id AND a.user_id IS NULL
           WHERE t.kind <> 'created_by_admin'
             AND NOT EXISTS (SELECT FROM ledger.kinds k WHERE k.kind = t.kind AND k.account = a.kind)`,
  },
  {
    name: 'audited',
    rule: 'every credit, refund and order that an administrator posted has its audit event, unless that is older than the trail',
    needs: ['admin.audit_events', 'admin.grants'],
    sql: `SELECT t.id AS transaction_id, t.kind, t.actor_id, t.request_id FROM ledger.transactions t
           WHERE (t.kind = 'admin_adjust'
                  OR (t.kind IN ('refund', 'order_credit', 'plan_grant', 'plan_reset', 'plan_revoke', 'plan_clawback') AND t.actor_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id
                         WHERE e.transaction_id = t.id AND a.user_id = t.actor_id)))
             AND t.created_at >= coalesce((SELECT min(created_at) FROM admin.audit_events), '-infinity')
             AND NOT EXISTS (
                   SELECT FROM admin.audit_events v WHERE v.request_id = t.request_id
                      AND v.action IN ('user.update', 'user.add_quota', 'approval.approve', 'order.complete', 'order.refund',
                                   'subscription.grant', 'subscription.reset', 'subscription.invalidate', 'subscription.delete')
                      AND (v.actor_id IS NOT DISTINCT FROM t.actor_id OR v.action = 'approval.approve'))`,
  },
  {
    name: 'granted',
    rule: 'a grant that was posted has a posting by who asked, and one that waits or was rejected has none',
    needs: ['admin.grants'],
    sql: `SELECT g.id AS grant_id, g.state, g.transaction_id FROM admin.grants g
            LEFT JOIN ledger.transactions t ON t.id = g.transaction_id AND t.kind = 'admin_adjust' AND t.actor_id = g.actor_id
           WHERE (g.transaction_id IS NOT NULL AND (t.id IS NULL OR g.state <> 'done'))
              OR (g.state <> 'done' AND g.balance IS NOT NULL)`,
  },
  {
    name: 'check-ins',
    rule: 'a check-in has one posting that credits its user with its award; an imported one, or one of nothing, has none',
    needs: ['auth.check_ins'],
    sql: `SELECT c.user_id, c.day, c.quota, t.id AS transaction_id, t.total
            FROM (SELECT * FROM auth.check_ins WHERE quota > 0 AND NOT imported) c
            FULL JOIN (SELECT t.id, t.ref, a.user_id, sum(e.amount) AS total FROM ledger.transactions t
                         JOIN ledger.entries e ON e.transaction_id = t.id
                         JOIN ledger.accounts a ON a.id = e.account_id AND a.user_id IS NOT NULL
                        WHERE t.kind = 'check_in' GROUP BY t.id, t.ref, a.user_id) t
              ON t.ref = c.user_id || ':' || c.day
           WHERE c.user_id IS NULL OR t.id IS NULL OR t.total <> c.quota OR t.user_id <> c.user_id`,
  },
  {
    name: 'not-own',
    rule: 'nobody redeemed a code that they made, raised or approved, and no code before its approval',
    needs: ['admin.grants', 'billing.redemptions'],
    sql: `SELECT r.id AS code_id, r.used_user_id FROM billing.redemptions r LEFT JOIN admin.grants g ON g.id = r.grant_id
           WHERE r.used_user_id IS NOT NULL AND r.grant_id IS NOT NULL
             AND (g.state IS DISTINCT FROM 'done' OR r.created_by = r.used_user_id OR g.decided_by = r.used_user_id
                  OR EXISTS (SELECT FROM admin.grants x WHERE x.kind = 'code' AND x.target_id = r.id::text
                                AND x.actor_id = r.used_user_id AND x.created_at < r.redeemed_at))`,
  },
  {
    name: 'invitees',
    rule: 'every invitee counted once for the inviter',
    needs: ['auth.users'],
    sql: `SELECT c.user_id, c.aff_count, count(t.id) AS rewards FROM ledger.counters c
            LEFT JOIN auth.users u ON u.inviter_id = c.user_id
            LEFT JOIN ledger.transactions t ON t.kind = 'inviter_reward' AND t.ref = u.id::text
           GROUP BY c.user_id HAVING count(t.id) > c.aff_count`,
  },
];

/** Rows that break an invariant, at most ten of them. */
export interface Breach {
  readonly invariant: Invariant;
  readonly rows: readonly Record<string, unknown>[];
}

/** Those that tell whether anybody changed what was written. */
export const CHAIN: readonly Invariant[] = INVARIANTS.filter(({ name }) => name.startsWith('I2'));

/** Checks every invariant whose tables exist, by a connection that may read them all. Empty where all hold. */
export async function findBreaches(database: Sql, invariants: readonly Invariant[] = INVARIANTS): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const invariant of invariants) {
    const [tables] = await database.query<{ present: boolean }>(
      'SELECT coalesce(bool_and(to_regclass(t) IS NOT NULL), true) AS present FROM unnest($1::text[]) t',
      [invariant.needs],
    );
    if (!tables?.present) continue;
    // materialized, or the planner expects ten breaches early and takes a plan that reads all entries for each account
    const rows = await database.query<Record<string, unknown>>(
      `WITH breaches AS MATERIALIZED (${invariant.sql}) SELECT * FROM breaches LIMIT 10`,
    );
    if (rows.length > 0) breaches.push({ invariant, rows });
  }
  return breaches;
}
