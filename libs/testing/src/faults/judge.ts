import { findBreaches } from '@tollgate/ledger';
import type { Sql } from '@tollgate/platform/db';
import { type Attempt, isAcknowledged, type OperationKind, type OperationLog } from './record.js';

/** When failing was allowed, and how. */
export interface Window {
  readonly start: number;
  /** When what was broken was whole again. */
  readonly end: number;
  /** For how long after the end requests may still fail. */
  readonly recoveryMs: number;
  /** Replicas of the gateway whose connections the fault itself broke. */
  readonly cuts: readonly number[];
  /** Messages were doubled: the twin of what was done is refused, and either answer may come first. */
  readonly doubles?: boolean;
  /** No refusal may take longer, in milliseconds. */
  readonly promptMs?: number;
}

/** The wait in a queue before the wait for the database: among costly requests, and among passwords to be hashed. */
const OTHER_TURNS_MS: Readonly<Partial<Record<OperationKind, number>>> = { list: 2000, login: 2000, register: 2000 };
/** The longest time that any request of the load has. */
const LONGEST_MS = 10_000;
const ENVELOPES: Readonly<Record<string, number>> = { UNAVAILABLE: 503, OVERLOADED: 503, OUTCOME_UNKNOWN: 504 };
const REFUSED_TWINS = new Set<OperationKind>(['redeem', 'register']);

/** Every answer that was neither a success nor what clients are promised when something is broken. */
export function faultyAnswers(log: OperationLog, window: Window | undefined): string[] {
  const problems: string[] = [];
  for (const attempt of log.attempts) {
    if (isAcknowledged(attempt)) continue;
    const problem = findProblem(attempt, window);
    if (problem) problems.push(`${describeAttempt(attempt)}: ${problem}`);
  }
  return problems;
}

function findProblem(attempt: Attempt, window: Window | undefined): string | undefined {
  const { answer, sentAt, gateway, operation } = attempt;
  if (!answer) return 'was never answered';
  const { at, cut, status, success, code, message, retryAfter } = answer;
  const told = `${status ?? cut} ${code ?? ''}`.trim();
  if (!window) return `failed though nothing was broken: ${told}`;
  if (at < window.start || sentAt > window.end + window.recoveryMs) {
    return `failed outside the fault and its recovery: ${told}, sent ${Math.round(sentAt - window.end)} ms after its end`;
  }
  if (cut !== undefined) {
    return cut !== 'TimeoutError' && window.cuts.includes(gateway) ? undefined : `the connection broke: ${cut}`;
  }
  if (status === 409 && code === 'IDEMPOTENCY_IN_PROGRESS' && operation.key !== undefined) return undefined;
  if (window.doubles && status === 200 && success === false && REFUSED_TWINS.has(operation.kind)) return undefined;
  if (success !== false || code === undefined || !message) return `no envelope of a failure: ${told}`;
  if (ENVELOPES[code] !== status) return `neither done nor 503 or 504: ${told} ${message}`;
  if (status === 503 && !(Number(retryAfter) > 0)) return `503 without Retry-After: ${told}`;
  const turnMs = OTHER_TURNS_MS[operation.kind] ?? 0;
  if (status === 503 && window.promptMs !== undefined && at - sentAt > window.promptMs + turnMs) {
    return `refused after ${Math.round(at - sentAt)} ms: ${told}`;
  }
  return undefined;
}

/** For each kind that writes: the marks that the database holds, how often, and whose they are. */
const TRACES: Readonly<Partial<Record<OperationKind, string>>> = {
  register: `SELECT username AS mark, count(*)::int AS n, NULL::bigint AS owner FROM auth.users
              WHERE username = ANY($1::text[]) GROUP BY 1`,
  login: `SELECT encode(hash, 'hex') AS mark, count(*)::int AS n, min(user_id) AS owner FROM auth.credentials
           WHERE encode(hash, 'hex') = ANY($1::text[]) GROUP BY 1`,
  redeem: `SELECT r.key AS mark, count(*)::int AS n, min(a.user_id) AS owner FROM billing.redemptions r
             JOIN ledger.transactions t ON t.kind = 'redeem' AND t.ref = r.id::text
             JOIN ledger.entries e ON e.transaction_id = t.id JOIN ledger.accounts a ON a.id = e.account_id AND a.kind = 'quota'
            WHERE r.key = ANY($1::text[]) GROUP BY 1`,
  transfer: `SELECT e.amount::text AS mark, count(*)::int AS n, min(a.user_id) AS owner FROM ledger.entries e
               JOIN ledger.transactions t ON t.id = e.transaction_id AND t.kind = 'aff_transfer'
               JOIN ledger.accounts a ON a.id = e.account_id AND a.kind = 'quota'
              WHERE e.amount::text = ANY($1::text[]) GROUP BY 1`,
  setting: `SELECT key AS mark, count(*)::int AS n, min(id) AS owner FROM auth.users, jsonb_object_keys(setting) AS key
             WHERE key = ANY($1::text[]) GROUP BY 1`,
  remark: `SELECT request_id AS mark, count(*)::int AS n, NULL::bigint AS owner FROM admin.audit_events
            WHERE request_id = ANY($1::text[]) AND action = 'user.update' GROUP BY 1`,
};

interface Trace {
  readonly mark: string;
  readonly n: number;
  readonly owner: number | null;
}

/** One operation that writes: all that was tried of it, and what the database has. */
interface Effect {
  readonly tries: readonly Attempt[];
  readonly first: Attempt;
  readonly trace: Trace | undefined;
}

/**
 * Operations that were acknowledged and are not there, refused and there, there twice or with another user; every broken
 * invariant.
 */
export async function faultyEffects(log: OperationLog, database: Sql): Promise<string[]> {
  const problems: string[] = [];
  for (const { tries, first, trace } of await readEffects(log, database)) {
    if (!trace && tries.some(isAcknowledged)) problems.push(`${describeAttempt(first)}: acknowledged and lost`);
    if (trace && tries.every(isRefused)) problems.push(`${describeAttempt(first)}: said not to be done, and done`);
    if (trace && trace.n > 1) problems.push(`${describeAttempt(first)}: done ${trace.n} times`);
    if (trace && trace.owner !== null && trace.owner !== first.operation.userId) {
      problems.push(`${describeAttempt(first)}: done to user ${trace.owner}`);
    }
  }
  for (const { invariant, rows } of await findBreaches(database)) {
    problems.push(`${invariant.name}: ${invariant.rule}: ${JSON.stringify(rows)}`);
  }
  return problems;
}

/** Requests that were delayed until after their deadline and were executed all the same when the fault ended. */
export async function staleEffects(log: OperationLog, { start, end }: Window, database: Sql): Promise<string[]> {
  const isStale = ({ sentAt, answer }: Attempt) =>
    sentAt > start && sentAt + LONGEST_MS < end && answer?.status === 504 && answer.at < end;
  const effects = await readEffects(log, database);
  return effects
    .filter(({ tries, trace }) => trace && tries.every(isStale))
    .map(({ first }) => `${describeAttempt(first)}: done after its time was over`);
}

async function readEffects(log: OperationLog, database: Sql): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const [kind, sql] of Object.entries(TRACES)) {
    const attempts = log.attempts.filter(({ operation }) => operation.kind === kind);
    const byMark = new Map<string, Attempt[]>();
    for (const attempt of attempts) byMark.set(toMark(attempt), [...(byMark.get(toMark(attempt)) ?? []), attempt]);
    byMark.delete('');
    const rows = await database.query<Trace & Record<string, unknown>>(sql, [[...byMark.keys()]]);
    const traces = new Map(rows.map((row) => [row.mark, row]));
    for (const [mark, tries] of byMark) {
      const [first] = tries;
      if (first) effects.push({ tries, first, trace: traces.get(mark) });
    }
  }
  return effects;
}

/** Certainly not done, and said so. */
function isRefused({ answer }: Attempt): boolean {
  return answer?.status === 503;
}

/** A login takes its mark from the answer, because the answer holds the issued session. */
function toMark({ operation, answer }: Attempt): string {
  return operation.kind === 'login' ? (answer?.credential ?? '') : operation.mark;
}

function describeAttempt({ operation, gateway }: Attempt): string {
  return `operation ${operation.id} (${operation.kind}, user ${operation.userId}, gateway ${gateway})`;
}
