import type { Row } from '../sources/source.js';
import { money, text } from '../values/read.js';
import { type Amounts, type Out, present, type TableImport } from './table-import.js';
import { storable } from './user-setting.js';

interface KeptTable {
  readonly table: string;
  readonly reason: string;
  readonly key?: string;
  /** Columns that hold secrets: they stay in the source. */
  readonly secret?: readonly string[];
  /** In a line: whose it is, and what it is worth. */
  detail(row: Row): string;
  amounts?(row: Row): Amounts;
}

const user = (row: Row) => `user ${text(row.user_id)}`;

/** Tables of New API of 2026 that the product does not have. Rows are kept, so that they can be moved when it has them. */
const TABLES: readonly KeptTable[] = [
  {
    table: 'subscription_orders',
    reason: 'plan-orders-are-not-moved',
    detail: (row) => `${user(row)}, plan ${text(row.plan_id)}, ${text(row.status)}, ${text(row.money)}`,
    amounts: (row): Amounts =>
      text(row.status) === 'success' ? { 'subscriptions.money paid': money(row.money) ?? '0' } : {},
  },
  { table: 'subscription_pre_consume_records', reason: 'plan-orders-are-not-moved', detail: user },
  {
    table: 'custom_oauth_providers',
    reason: 'custom-providers-are-not-moved',
    secret: ['client_secret'],
    detail: (row) => text(row.slug),
  },
  {
    table: 'user_oauth_bindings',
    reason: 'custom-providers-are-not-moved',
    detail: (row) => `${user(row)}, provider ${text(row.provider_id)}`,
  },
  {
    table: 'external_identity_claims',
    reason: 'claim-is-a-copy',
    detail: (row) => `${user(row)}, ${text(row.provider)}`,
  },
  {
    table: 'casbin_rule',
    reason: 'single-rights-are-not-moved',
    detail: (row) => [row.v0, row.v1, row.v2, row.v3].map(text).join(' ').trim(),
  },
];

function map({ reason, secret = [], detail, amounts }: KeptTable, row: Row, out: Out): void {
  const id = text(row.id);
  if (reason === 'claim-is-a-copy') return out.merge(id, reason, detail(row));
  const open = Object.entries(row).filter(([name]) => !secret.includes(name));
  out.keep(id, storable(Object.fromEntries(open)) as object);
  out.refuse(id, reason, detail(row).slice(0, 500), amounts?.(row) ?? {});
}

/** Tables that the product has no place for yet, each as an import of its own. */
export const keptTables: readonly TableImport[] = TABLES.map((kept) => ({
  name: kept.table,
  part: 'kept',
  whole: true,
  stage: { id: 'text' },
  select: (context) => {
    const has = context.source.columns.get(kept.table);
    return has ? { table: kept.table, columns: present(context, kept.table, [...has]), key: ['id'] } : undefined;
  },
  map: (row, out) => map(kept, row, out),
  apply: () => [],
  differences: () => `SELECT ''::text AS row_id, ''::text AS what WHERE false`,
}));
