import type { Source } from '../sources/source.js';
import type { Context, Part } from '../tables/table-import.js';
import type { Target } from '../target/target.js';
import type { FindingsPlace } from './findings.js';
import { highestLine } from './logs-runner.js';

/** A sum on both sides. */
export interface Sum {
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly difference: string;
  /** The part of the difference that the findings explain. */
  readonly explained: string;
  /** True if the findings explain the whole difference. */
  readonly reconciled: boolean;
}

interface Definition {
  readonly name: string;
  readonly part: Part;
  /** Table and column of the source; `count` counts rows. */
  readonly table: string;
  readonly column: string;
  readonly where?: string;
  readonly target: string;
  /** Money has decimals, which sources may keep as binary fractions. */
  readonly money?: boolean;
}

/** SQL of keys with a limit, as `flag` reads the switch: SQLite holds any text in it. */
const LIMITED: Readonly<Record<Source['kind'], string>> = {
  postgres: 'coalesce(unlimited_quota, false) = false',
  mysql: 'coalesce(unlimited_quota, 0) <> 1',
  sqlite: `lower(trim(CAST(coalesce(unlimited_quota, 0) AS TEXT))) NOT IN ('1', 't', 'true', 'y', 'yes', 'on')`,
};

/** Without a live root in the source, the root that set-up made stays. Its figures are not the source's. */
const isOfSource = (userId: string) => `EXISTS (SELECT FROM import_users i WHERE i.id = ${userId})`;
const balance = (kinds: string) =>
  `SELECT sum(balance) AS n FROM ledger.accounts a WHERE closed_at IS NULL AND kind IN (${kinds}) AND ${isOfSource('a.user_id')}`;
const counter = (column: string) =>
  `SELECT sum(${column}) AS n FROM ledger.counters c WHERE ${isOfSource('c.user_id')}`;
const imported = (table: string, what: string) => `SELECT ${what} AS n FROM billing.${table} WHERE imported <> ''`;

function definitions(
  { system, source: { columns } }: Context,
  logsWhere: string | undefined,
  kind: Source['kind'],
): Definition[] {
  const orders = system === 'one-hub' ? 'orders' : 'top_ups';
  const hours = columns.has('quota_data') ? 'quota_data' : 'statistics';
  const limited = LIMITED[kind];
  const keys = 'auth.api_keys k JOIN ledger.keys l ON l.key_id = k.id';
  const rolled = `admin.usage_hours WHERE user_id = 0 AND hour < (SELECT until FROM admin.usage_rolled)`;
  const all: Definition[] = [
    {
      name: 'users.count',
      part: 'users',
      table: 'users',
      column: 'count',
      target: `SELECT count(*) AS n FROM auth.users u WHERE u.role < 100 OR ${isOfSource('u.id')}`,
    },
    { name: 'users.quota', part: 'users', table: 'users', column: 'quota', target: balance(`'quota', 'debt'`) },
    { name: 'users.aff_quota', part: 'users', table: 'users', column: 'aff_quota', target: balance(`'affiliate'`) },
    { name: 'users.used_quota', part: 'users', table: 'users', column: 'used_quota', target: counter('used_quota') },
    {
      name: 'users.request_count',
      part: 'users',
      table: 'users',
      column: 'request_count',
      target: counter('request_count'),
    },
    { name: 'users.aff_count', part: 'users', table: 'users', column: 'aff_count', target: counter('aff_count') },
    {
      name: 'users.aff_history',
      part: 'users',
      table: 'users',
      column: 'aff_history',
      target: counter('aff_history_quota'),
    },
    {
      name: 'keys.count',
      part: 'keys',
      table: 'tokens',
      column: 'count',
      target: `SELECT count(*) AS n FROM auth.api_keys k WHERE ${isOfSource('k.user_id')}`,
    },
    {
      name: 'keys.remain_quota',
      part: 'keys',
      table: 'tokens',
      column: 'remain_quota',
      where: limited,
      target: `SELECT sum(l.remain_quota) AS n FROM ${keys} WHERE NOT l.unlimited AND ${isOfSource('k.user_id')}`,
    },
    {
      name: 'keys.used_quota',
      part: 'keys',
      table: 'tokens',
      column: 'used_quota',
      target: `SELECT sum(l.used_quota) AS n FROM ${keys} WHERE ${isOfSource('k.user_id')}`,
    },
    {
      name: 'codes.count',
      part: 'codes',
      table: 'redemptions',
      column: 'count',
      target: imported('redemptions', 'count(*)'),
    },
    {
      name: 'codes.quota',
      part: 'codes',
      table: 'redemptions',
      column: 'quota',
      target: imported('redemptions', 'sum(quota)'),
    },
    { name: 'orders.count', part: 'orders', table: orders, column: 'count', target: imported('orders', 'count(*)') },
    {
      name: 'orders.amount',
      part: 'orders',
      table: orders,
      column: 'amount',
      target: imported('orders', 'sum(amount)'),
    },
    {
      name: 'orders.money',
      part: 'orders',
      table: orders,
      column: system === 'one-hub' ? 'order_amount' : 'money',
      money: true,
      target: imported('orders', 'sum(money)'),
    },
    {
      name: 'check-ins.count',
      part: 'subscriptions',
      table: 'checkins',
      column: 'count',
      target: 'SELECT count(*) AS n FROM auth.check_ins WHERE imported',
    },
    {
      name: 'check-ins.quota',
      part: 'subscriptions',
      table: 'checkins',
      column: 'quota_awarded',
      target: 'SELECT sum(quota) AS n FROM auth.check_ins WHERE imported',
    },
    {
      name: 'subscriptions.count',
      part: 'subscriptions',
      table: 'user_subscriptions',
      column: 'count',
      target: `SELECT count(*) AS n FROM ledger.subscriptions WHERE source = 'import'`,
    },
    {
      name: 'subscriptions.granted',
      part: 'subscriptions',
      table: 'user_subscriptions',
      column: 'amount_total',
      target: `SELECT sum(total) AS n FROM ledger.subscriptions WHERE source = 'import'`,
    },
    {
      name: 'usage.requests',
      part: 'usage',
      table: hours,
      column: hours === 'statistics' ? 'request_count' : 'count',
      target: `SELECT sum(requests) AS n FROM ${rolled}`,
    },
    {
      name: 'usage.quota',
      part: 'usage',
      table: hours,
      column: 'quota',
      target: `SELECT sum(quota) AS n FROM ${rolled}`,
    },
    { name: 'logs.count', part: 'logs', table: 'logs', column: 'count', where: logsWhere, target: '' },
    { name: 'logs.quota', part: 'logs', table: 'logs', column: 'quota', where: logsWhere, target: '' },
  ];
  return all.filter(({ table, column }) => (column === 'count' ? columns.has(table) : columns.get(table)?.has(column)));
}

/** The source, the target and the parts whose sums are taken. */
export interface SumsOf {
  readonly source: Source;
  readonly logs: Source;
  readonly target: Target;
  readonly context: Context;
  readonly place: FindingsPlace;
  readonly parts: ReadonlySet<Part>;
  /** SQL that moved log lines meet in the source. */
  readonly logsWhere: string | undefined;
}

/** The sums of both sides, with the part that the findings explain. A dry run has no target, so its side is computed. */
export async function takeSums(of: SumsOf): Promise<Sum[]> {
  const explained = await explanations(of);
  const sums: Sum[] = [];
  for (const definition of definitions(of.context, of.logsWhere, of.source.kind)) {
    if (!of.parts.has(definition.part)) continue;
    const theirs = await sourceSum(definition, definition.part === 'logs' ? of.logs : of.source);
    const because = explained.get(definition.name) ?? 0;
    sums.push(compare(definition, theirs, await targetSum(definition, of, theirs, because), because));
  }
  return sums;
}

type Amount = bigint | number;

function compare({ name, money }: Definition, source: Amount, target: Amount, explained: Amount): Sum {
  if (!money) {
    const difference = BigInt(source) - BigInt(target);
    const reconciled = difference === BigInt(explained);
    return {
      name,
      source: String(source),
      target: String(target),
      difference: String(difference),
      explained: String(explained),
      reconciled,
    };
  }
  const difference = Number(source) - Number(target);
  // the target rounds each amount to three decimals
  const reconciled = Math.abs(difference - Number(explained)) < 0.01 + Math.abs(Number(source)) * 1e-12;
  const texts = {
    source: Number(source),
    target: Number(target),
    difference: reconciled ? Number(explained) : difference,
    explained: Number(explained),
  };
  const { source: s, target: t, difference: d, explained: e } = texts;
  return {
    name,
    source: s.toFixed(3),
    target: t.toFixed(3),
    difference: d.toFixed(3),
    explained: e.toFixed(3),
    reconciled,
  };
}

async function sourceSum({ table, column, where, money }: Definition, source: Source): Promise<Amount> {
  const name = source.quote(column);
  const from = `FROM ${source.quote(table)} ${where ? `WHERE ${where}` : ''}`;
  if (column === 'count' && table !== 'quota_data')
    return BigInt(String((await source.query(`SELECT count(*) AS n ${from}`))[0]?.n ?? 0));
  // SQLite's sum of whole numbers stops at 2^63: the sum of the millions and that of the rest do not come near it
  const sums =
    source.kind === 'sqlite' && !money
      ? `sum(CAST(${name} AS INTEGER) / 1000000) AS high, sum(CAST(${name} AS INTEGER) % 1000000) AS low`
      : `0 AS high, sum(${name}) AS low`;
  const [row] = await source.query(`SELECT ${sums} ${from}`);
  if (money) return Number(row?.low ?? 0);
  const digits = (cell: unknown) => BigInt(String(cell ?? '0').split('.')[0] ?? '0');
  return digits(row?.high) * 1_000_000n + digits(row?.low);
}

async function targetSum(
  { name, target: sql, money }: Definition,
  of: SumsOf,
  theirs: Amount,
  because: Amount,
): Promise<Amount> {
  if (of.context.mode === 'dry-run') return money ? Number(theirs) - Number(because) : BigInt(theirs) - BigInt(because);
  const [row] = await of.target.query<{ n: string | null }>(sql === '' ? await logSql(name, of) : sql);
  return money ? Number(row?.n ?? 0) : BigInt(row?.n ?? 0);
}

/** The product's own lines have higher numbers than the source's. */
async function logSql(name: string, { logs, logsWhere }: SumsOf): Promise<string> {
  const what = name === 'logs.count' ? 'count(*)' : 'sum(quota)';
  return `SELECT ${what} AS n FROM admin.logs WHERE id <= ${BigInt(await highestLine(logs, logsWhere))}`;
}

async function explanations({ target, place }: SumsOf): Promise<Map<string, Amount>> {
  const rows = await target.query<{ name: string; amount: string }>(
    `SELECT a.key AS name, sum(a.value::numeric)::text AS amount FROM ${place.notes} n, jsonb_each_text(n.amounts) a
      WHERE n.import_id = $1 GROUP BY 1`,
    [place.importId],
  );
  return new Map(rows.map(({ name, amount }) => [name, /^-?\d+$/.test(amount) ? BigInt(amount) : Number(amount)]));
}
