import type { Sql } from '@tollgate/platform/db';

/** How many rows there are: exact, or what the planner guesses. */
export interface Count {
  readonly total: number;
  readonly estimated: boolean;
}

/** Beyond this many hits a total is an estimate. */
const COUNTED = 1000;
/** Beyond this many hits pages are empty: whoever wants them all reads on by cursor. */
export const MAX_EXACT_COUNT = 10_000;

/**
 * Counts what a `FROM ... WHERE ...` gives: up to a thousand rows exactly, and beyond that by the planner's guess, so that
 * the count of a common word costs no more than that of a rare one. `from` is constant text with bound values.
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
