import type { Sql } from '@tollgate/platform/db';

/** A number of rows: exact, or the planner's estimate. */
export interface Count {
  readonly total: number;
  readonly estimated: boolean;
}

/** Of a page after a cursor: its client knows the total, or reads on to the end. */
export const NOT_COUNTED: Count = { total: 0, estimated: false };

/** Beyond this many hits a total is an estimate. */
const COUNTED = 1000;
/** Pages beyond this many hits are empty. A client that wants all of them should use the cursor. */
export const MAX_EXACT_COUNT = 10_000;

/**
 * Counts the rows of a `FROM ... WHERE ...`: up to a thousand exactly, and by the planner's estimate if there are more, so that
 * counting a common word costs no more than counting a rare one. `from` is constant text with bound values.
 */
export async function countRows(sql: Sql, from: string, values: readonly unknown[]): Promise<Count> {
  const counted = `SELECT count(*)::int AS n FROM (SELECT 1 ${from} LIMIT ${COUNTED + 1}) hits`;
  const [row] = await sql.query<{ n: number }>(counted, values);
  const total = row?.n ?? 0;
  if (total <= COUNTED) return { total, estimated: false };
  const plan = await sql.query<{ 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }>(
    `EXPLAIN (FORMAT JSON) SELECT 1 ${from}`,
    values,
  );
  return { total: Math.max(total, plan[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0), estimated: true };
}
