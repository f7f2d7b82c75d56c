import type { Row, Selection } from '../sources/source.js';
import { bounded, count, isDeleted, line, money, MOST, rowId, text, toTimestamp } from '../values/read.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type OrderFacts, orderFacts } from './order-facts.js';
import { type Context, type Out, present, refuseStaged, type TableImport } from './table-import.js';

const COLUMNS = {
  ...{
    trade_no: 'text',
    user_id: 'bigint',
    provider: 'text',
    method: 'text',
    amount: 'bigint',
    credit_quota: 'bigint',
  },
  ...{ money: 'numeric(18,3)', currency: 'text', status: 'text', provider_ref: 'text', created_at: 'timestamptz' },
  ...{ completed_at: 'timestamptz', imported: 'text', import_note: 'text' },
};
const ORDERS = { table: 'billing.orders', key: ['id'], columns: Object.keys(COLUMNS), scope: `t.imported <> ''` };
const MAX_TRADE_NO = 64;
const AMOUNTS = `jsonb_build_object('orders.count', 1, 'orders.amount', s.amount::text, 'orders.money', s.money::text)`;

/** Orders: paid ones as history, whose quota is in the balance already; pending ones only while they can still be paid here. */
export const orders: TableImport = {
  name: 'orders',
  part: 'orders',
  stage: { id: 'bigint PRIMARY KEY', ...COLUMNS },
  sequence: { name: `pg_get_serial_sequence('billing.orders', 'id')`, table: 'billing.orders' },
  select: selectOrders,
  map: mapOrder,
  check: (_context, whole) => [
    refuseStaged('order-twice', {
      where: 'EXISTS (SELECT FROM import_stage o WHERE o.trade_no = s.trade_no AND o.id < s.id)',
      amounts: AMOUNTS,
    }),
    // two statements, because two conditions joined by OR would be checked row by row
    ...(whole
      ? []
      : [
          refuseStaged('order-twice', {
            where: 'EXISTS (SELECT FROM billing.orders o WHERE o.trade_no = s.trade_no)',
            amounts: AMOUNTS,
          }),
        ]),
    // a live user alone can be credited
    `WITH closed AS (UPDATE import_stage s SET status = 'expired', imported = 'closed'
        WHERE imported = 'open' AND NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id AND NOT u.deleted) RETURNING id)
     INSERT INTO import_found (row_id, kind, reason, detail, amounts) SELECT id::text, 'changed', 'order-expired', 'no live user', '{}' FROM closed`,
    `INSERT INTO import_found (row_id, kind, reason, detail, amounts)
     SELECT s.id::text, 'notice', 'order-of-missing-user', s.user_id || ', ' || s.money, '{}' FROM import_stage s
      WHERE NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id)`,
  ],
  apply: (_context, whole) => mirrorRows(ORDERS, whole),
  differences: () => mirrorDifferences(ORDERS),
};

function selectOrders(context: Context): Selection | undefined {
  if (context.system === 'one-api') return undefined;
  if (context.system === 'one-hub') {
    const columns = [
      'user_id',
      'gateway_id',
      'trade_no',
      'gateway_no',
      'amount',
      'order_amount',
      'order_currency',
      'quota',
      'fee',
      'discount',
    ];
    return {
      table: 'orders',
      columns: ['id', ...present(context, 'orders', [...columns, 'status', 'created_at', 'updated_at', 'deleted_at'])],
      key: ['id'],
    };
  }
  const columns = [
    'user_id',
    'amount',
    'money',
    'trade_no',
    'payment_method',
    'payment_provider',
    'create_time',
    'complete_time',
    'status',
  ];
  return { table: 'top_ups', columns: ['id', ...present(context, 'top_ups', columns)], key: ['id'] };
}

function mapOrder(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  const amount = count(row.amount);
  const stated = context.system === 'one-hub' ? row.order_amount : row.money;
  const paid = money(stated);
  // a price beyond the bounds is still part of the source's sum
  const stray = Number(text(stated)) || 0;
  const refuse = (reason: string) =>
    out.refuse(id, reason, '', { 'orders.count': 1n, 'orders.amount': amount, 'orders.money': paid ?? String(stray) });
  if (!rowId(row.id)) return refuse('id-out-of-range');
  const tradeNo = line(row.trade_no);
  if ([...tradeNo].length > MAX_TRADE_NO) return refuse('order-number-too-long');
  if (tradeNo === '') out.change(id, 'order-number-made');
  const facts = orderFacts(row, context);
  if (paid === null) out.change(id, 'order-money-unreadable', line(stated), { 'orders.money': String(stray) });
  const kept = paid ?? '0';
  if (kept.startsWith('-')) out.notice(id, 'order-money-below-zero', kept);
  const keptAmount = bounded(amount);
  if (keptAmount !== amount)
    out.change(id, 'figure-out-of-range', `amount ${String(amount)}`, { 'orders.amount': amount - keptAmount });
  tell(id, row, facts, out);
  out.row({
    id,
    trade_no: tradeNo === '' ? `import-${id}` : tradeNo,
    user_id: bounded(count(row.user_id), 0n),
    provider: facts.provider,
    method: facts.method,
    amount: keptAmount,
    credit_quota: facts.credit < 0n || facts.credit > MOST ? 0n : facts.credit,
    money: kept,
    currency: line(row.order_currency).toLowerCase(),
    status: facts.status,
    provider_ref: line(row.gateway_no),
    created_at: facts.createdAt ?? toTimestamp(0n),
    completed_at: facts.completedAt,
    imported: facts.imported,
    import_note: noteOf(row),
  });
}

function tell(id: string, row: Row, facts: OrderFacts, out: Out): void {
  if (facts.expired) out.change(id, 'order-expired', facts.expired);
  if (facts.unknownStatus !== undefined) out.change(id, 'order-status-unknown', JSON.stringify(facts.unknownStatus));
  if (facts.copy) out.notice(id, 'order-copy-of-subscription', line(row.trade_no));
  const { createdAt, completedAt } = facts;
  if (facts.imported === 'paid' && createdAt && completedAt && completedAt < createdAt)
    out.notice(id, 'order-completed-before-made');
}

/** The fields of an order that have no column here. They are stored as a note of the order. */
function noteOf(row: Row): string {
  const notes = [['status', text(row.status)]];
  for (const name of ['fee', 'discount', 'deleted_at']) {
    if (row[name] !== undefined && (name !== 'deleted_at' || isDeleted(row[name]))) notes.push([name, text(row[name])]);
  }
  return notes.map(([name, value]) => `${name}: ${value}`).join('; ');
}
