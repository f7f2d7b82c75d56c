import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Metrics, type Sample } from '@tollgate/platform/metrics';
import { PROVIDERS } from '../settlements/evidence.js';

/** By way of the index of orders that are due, which holds these alone. */
const PENDING = {
  name: 'order_gauges.pending',
  text: `SELECT provider, count(*)::int AS orders, extract(epoch FROM now() - min(created_at))::float8 AS age,
                count(*) FILTER (WHERE stuck_reason <> '')::int AS stuck
           FROM billing.orders WHERE status IN ('pending', 'unknown') GROUP BY provider`,
} as const;

interface Row {
  readonly provider: string;
  readonly orders: number;
  readonly age: number;
  readonly stuck: number;
}

const GAUGES = [
  { name: 'tollgate_orders_pending', help: 'Orders that are neither paid nor given up', labels: ['provider'] },
  { name: 'tollgate_orders_pending_age_seconds', help: 'Age of the oldest of them', labels: ['provider'] },
  {
    name: 'tollgate_orders_stuck',
    help: 'Those of them that hold a reason why they are not settled',
    labels: ['provider'],
  },
] as const;

/** Shows the orders whose outcome is not known. */
@Injectable()
export class OrderGauges {
  constructor(metrics: Metrics, work: UnitOfWork) {
    const read = async (tx: Tx): Promise<Sample[]> => {
      const rows = await tx.query<Row & Record<string, unknown>>(PENDING);
      return PROVIDERS.flatMap((provider) => samples(provider, rows));
    };
    metrics.watchReading('billing', { name: 'orders', gauges: GAUGES, read }, work);
  }
}

function samples(provider: string, rows: readonly Row[]): Sample[] {
  const row = rows.find((one) => one.provider === provider);
  const values = [row?.orders, row?.age, row?.stuck];
  return GAUGES.map(({ name }, index) => ({ gauge: name, labels: { provider }, value: values[index] ?? 0 }));
}
