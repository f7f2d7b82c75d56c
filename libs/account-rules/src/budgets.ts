import { AppError, type BudgetFields, type BudgetView } from '@tollgate/contracts';
import { getSqlState, type Tx } from '@tollgate/platform/db';

/** The columns of `budgetSql`; all null without a budget. */
export type BudgetColumns = { readonly [K in keyof Required<BudgetView>]: Required<BudgetView>[K] | null };

const DEFAULTS = { period: 'month', timezone: 'UTC' } as const;
/** Abbreviations and offsets are not accepted, because PostgreSQL reads `+05:00` as west of Greenwich. */
const ZONE_NAME = /^(?:UTC|[A-Za-z_]+\/[A-Za-z0-9_+\-/]+)$/;
/** SQLSTATE invalid_parameter_value, which PostgreSQL raises for a time zone that it does not know. */
const UNKNOWN_ZONE = '22023';

const READ = {
  name: 'budgets.read',
  text: 'SELECT quota, period, timezone FROM ledger.budgets WHERE scope = $1 AND id = $2',
} as const;
const SET = { name: 'budgets.set', text: 'SELECT ledger.set_budget($1, $2, $3, $4, $5)' } as const;

/** Columns of a budget in a statement that joins `ledger.budgets`. A window that has ended counts as the next one, with nothing spent. */
export function budgetSql(alias: string): string {
  return `${alias}.quota AS budget_quota, ${alias}.period AS budget_period, ${alias}.timezone AS budget_timezone,
  CASE WHEN ${alias}.resets_at > now() THEN ${alias}.used ELSE ${alias}.used * 0 END AS budget_used,
  extract(epoch FROM CASE WHEN ${alias}.resets_at > now() THEN ${alias}.resets_at
                          ELSE ledger.window_end(now(), ${alias}.period, ${alias}.timezone) END)::bigint AS budget_resets_at`;
}

/** Splits the columns of a budget off a row. Without a budget the view is empty, so that other clients see no new field. */
export function splitBudget<T extends BudgetColumns>(row: T): { rest: Omit<T, keyof BudgetView>; budget: BudgetView } {
  const { budget_quota, budget_period, budget_timezone, budget_used, budget_resets_at, ...rest } = row;
  if (budget_quota === null || budget_period === null || budget_timezone === null) return { rest, budget: {} };
  const window = { budget_used: budget_used ?? 0, ...(budget_resets_at === null ? {} : { budget_resets_at }) };
  return { rest, budget: { budget_quota, budget_period, budget_timezone, ...window } };
}

/** Whether a request names a budget. */
export function hasBudget(request: BudgetFields): boolean {
  return [request.budget_quota, request.budget_period, request.budget_timezone].some((field) => field !== undefined);
}

/**
 * Sets or removes the budget of a user or an API key. The fields that the request leaves out stay as they are.
 * @throws AppError INVALID_VALUE with the name of the field, if there is no budget yet and no quota is given, or the time zone is unknown
 */
export async function changeBudget(tx: Tx, scope: 'user' | 'key', id: number, request: BudgetFields): Promise<void> {
  if (!hasBudget(request)) return;
  const [stored] = await tx.query<{ quota: number; period: string; timezone: string }>(READ, [scope, id]);
  const quota = request.budget_quota ?? stored?.quota;
  if (quota === undefined) throw new AppError('INVALID_VALUE', { field: 'budget_quota' });
  const timezone = request.budget_timezone ?? stored?.timezone ?? DEFAULTS.timezone;
  if (!isTimeZone(timezone)) throw new AppError('INVALID_VALUE', { field: 'budget_timezone' });
  const period = request.budget_period ?? stored?.period ?? DEFAULTS.period;
  try {
    await tx.query(SET, [scope, id, quota === -1 ? null : quota, period, timezone]);
  } catch (error) {
    if (getSqlState(error) === UNKNOWN_ZONE) throw new AppError('INVALID_VALUE', { field: 'budget_timezone' });
    throw error;
  }
}

function isTimeZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
