import type { Sql } from '@tollgate/platform/db';
import type { TestDatabase } from '../database/index.js';
import { faultyAnswers, faultyEffects, staleEffects, type Window } from './judge.js';
import { type Answer, type Attempt, isAcknowledged, OperationLog, type OperationKind } from './record.js';

/** A broken promise made from outside, which the checker must report in these words. */
export interface Defect {
  readonly name: string;
  readonly reported: RegExp;
  /** The log as a product with this defect would have left it. */
  readonly forge?: (
    attempt: Attempt,
    window: Window,
  ) => { at?: number; sentAt?: number; answer?: Partial<Answer>; silent?: boolean };
  /** Which operations an answer is forged of (default any). */
  readonly of?: OperationKind;
  /** The rows as a product with this defect would have left them; $1 is the mark of an acknowledged operation of this kind. */
  readonly spoil?: { readonly kind: OperationKind; readonly sql: readonly string[] };
}

const ENTRIES = `SELECT e.transaction_id FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id
                  WHERE t.kind = 'aff_transfer' AND e.amount = $1::bigint`;

/** A defect for each thing that is looked at. */
export const DEFECTS: readonly Defect[] = [
  {
    name: 'a refusal that is no 503 or 504',
    reported: /neither done nor 503 or 504/,
    forge: broken({ status: 200, code: 'CODE_INVALID' }),
  },
  {
    name: 'an internal error',
    reported: /neither done nor 503 or 504/,
    forge: broken({ status: 500, code: 'INTERNAL' }),
  },
  {
    name: '503 without Retry-After',
    reported: /503 without Retry-After/,
    forge: broken({ status: 503, code: 'UNAVAILABLE', retryAfter: undefined }),
  },
  {
    name: 'a change that is done and said not to be',
    reported: /setting.*said not to be done, and done/,
    of: 'setting',
    forge: broken({ status: 503, code: 'UNAVAILABLE', retryAfter: '1' }),
  },
  {
    name: 'a refusal that takes a minute',
    reported: /refused after 60000 ms/,
    forge: ({ sentAt }) => ({
      answer: { at: sentAt + 60_000, status: 503, success: false, code: 'UNAVAILABLE', message: 'x', retryAfter: '1' },
    }),
  },
  {
    name: 'a change that is begun after its time is over',
    reported: /setting.*done after its time was over/,
    of: 'setting',
    forge: ({ sentAt }) => ({
      answer: { at: sentAt + 1, status: 504, success: false, code: 'OUTCOME_UNKNOWN', message: 'x' },
    }),
  },
  {
    name: 'a failure without an envelope',
    reported: /no envelope/,
    forge: broken({ status: 502, success: undefined, code: undefined }),
  },
  {
    name: 'a connection broken by no fault',
    reported: /the connection broke/,
    forge: broken({ status: undefined, cut: 'ECONNRESET' }),
  },
  { name: 'a request nobody answers', reported: /was never answered/, forge: () => ({ silent: true }) },
  {
    name: 'no recovery in time',
    reported: /outside the fault and its recovery/,
    forge: (_, { end, recoveryMs }) => ({
      sentAt: end + recoveryMs + 1,
      answer: {
        at: end + recoveryMs + 2,
        status: 503,
        success: false,
        code: 'UNAVAILABLE',
        message: 'x',
        retryAfter: '1',
      },
    }),
  },
  {
    name: 'a failure before the fault',
    reported: /outside the fault and its recovery/,
    forge: (_, { start }) => ({
      sentAt: start - 2,
      answer: { at: start - 1, status: 503, success: false, code: 'UNAVAILABLE', message: 'x', retryAfter: '1' },
    }),
  },
  {
    name: 'a sign-up acknowledged and lost',
    reported: /register.*acknowledged and lost/,
    spoil: { kind: 'register', sql: ['DELETE FROM auth.users WHERE username = $1'] },
  },
  {
    name: 'a login acknowledged and lost',
    reported: /login.*acknowledged and lost/,
    spoil: { kind: 'login', sql: [`DELETE FROM auth.credentials WHERE encode(hash, 'hex') = $1`] },
  },
  {
    name: 'a setting acknowledged and lost',
    reported: /setting.*acknowledged and lost/,
    spoil: { kind: 'setting', sql: ['UPDATE auth.users SET setting = setting - $1::text WHERE setting ? $1::text'] },
  },
  {
    name: 'a change acknowledged without its line in the audit',
    reported: /remark.*acknowledged and lost/,
    spoil: { kind: 'remark', sql: ['DELETE FROM admin.audit_events WHERE request_id = $1'] },
  },
  {
    name: 'a change done twice',
    reported: /remark.*done 2 times/,
    spoil: {
      kind: 'remark',
      sql: [
        `INSERT INTO admin.audit_events (actor_id, action, target_type, target_id, request_id, digest)
         SELECT actor_id, action, target_type, target_id, request_id, digest FROM admin.audit_events WHERE request_id = $1`,
      ],
    },
  },
  {
    name: 'a redemption acknowledged and lost, with all its traces',
    reported: /redeem.*acknowledged and lost/,
    spoil: {
      kind: 'redeem',
      sql: [
        `WITH gone AS (DELETE FROM ledger.transactions t USING billing.redemptions r
                        WHERE t.kind = 'redeem' AND t.ref = r.id::text AND r.key = $1 RETURNING t.id)
         DELETE FROM ledger.entries WHERE transaction_id IN (SELECT id FROM gone)`,
      ],
    },
  },
  {
    name: 'a code credited to somebody else',
    reported: /redeem.*done to user|I4/,
    spoil: { kind: 'redeem', sql: ['UPDATE billing.redemptions SET used_user_id = used_user_id + 1 WHERE key = $1'] },
  },
  {
    name: 'a transfer acknowledged and lost',
    reported: /transfer.*acknowledged and lost/,
    spoil: { kind: 'transfer', sql: [`DELETE FROM ledger.entries WHERE transaction_id IN (${ENTRIES})`] },
  },
  {
    name: 'a transfer done twice, its books in order',
    reported: /transfer.*done 2 times/,
    spoil: {
      kind: 'transfer',
      sql: [
        `WITH copied AS (
           INSERT INTO ledger.transactions (kind, ref, actor_id, memo, request_id)
           SELECT kind, 'twice', actor_id, memo, request_id FROM ledger.transactions WHERE id IN (${ENTRIES}) RETURNING id)
         INSERT INTO ledger.entries (transaction_id, account_id, amount, balance_after, version, hash)
         SELECT copied.id, e.account_id, e.amount, e.balance_after, e.version + 1000000, e.hash
           FROM ledger.entries e, copied WHERE e.transaction_id IN (${ENTRIES})`,
      ],
    },
  },
  {
    name: 'a balance changed beside the ledger',
    reported: /I1: /,
    spoil: {
      kind: 'redeem',
      sql: [
        `UPDATE ledger.accounts a SET balance = balance + 1 FROM billing.redemptions r
          WHERE r.key = $1 AND a.user_id = r.used_user_id AND a.kind = 'quota'`,
      ],
    },
  },
];

function broken(answer: Partial<Answer>): NonNullable<Defect['forge']> {
  return ({ sentAt }) => ({ answer: { at: sentAt + 1, success: false, message: 'x', ...answer } });
}

/** The findings of the checker on a run that had this defect too. The database is as before afterwards. */
export async function withDefect(
  defect: Defect,
  log: OperationLog,
  window: Window,
  db: TestDatabase,
): Promise<readonly string[]> {
  const { spoil, forge, of } = defect;
  if (forge) {
    const copy = forged(forge, log, window, of);
    const strict = { ...window, promptMs: 30_000 };
    // as long as if the fault had held everything up to the end of the log
    const stalled = { ...window, end: (log.attempts.at(-1)?.sentAt ?? 0) + 3_600_000 };
    return [
      ...faultyAnswers(copy, strict),
      ...(await faultyEffects(copy, db.owner)),
      ...(await staleEffects(copy, stalled, db.owner)),
    ];
  }
  if (!spoil) throw new Error(`${defect.name} does nothing`);
  const attempt = log.attempts.find((one) => one.operation.kind === spoil.kind && isAcknowledged(one));
  const mark = attempt?.operation.mark || attempt?.answer?.credential;
  if (!mark) throw new Error(`no ${spoil.kind} was acknowledged`);
  const client = await db.owner.pool.connect();
  try {
    await client.query('BEGIN');
    // the tables' own protections are what such a product would lack
    await client.query('SET LOCAL session_replication_role = replica');
    for (const sql of spoil.sql) await client.query(sql, [mark]);
    const database: Sql = {
      query: async (statement, values = []) =>
        (await client.query(typeof statement === 'string' ? statement : statement.text, [...values])).rows as never,
    };
    return await faultyEffects(log, database);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** A copy of the log in which one request, sent while the fault lasted, ended otherwise. */
function forged(
  forge: NonNullable<Defect['forge']>,
  log: OperationLog,
  window: Window,
  of: OperationKind | undefined,
): OperationLog {
  const copy = new OperationLog();
  const victim = log.attempts.find(
    (attempt) => attempt.sentAt > window.start && isAcknowledged(attempt) && (!of || attempt.operation.kind === of),
  );
  if (!victim) throw new Error('no request was sent after the fault began');
  const { sentAt, answer, silent } = forge(victim, window);
  for (const attempt of log.attempts) {
    const changed = { ...attempt, sentAt: sentAt ?? attempt.sentAt, answer: silent ? undefined : (answer as Answer) };
    copy.attempts.push(attempt === victim ? changed : attempt);
  }
  return copy;
}
