import type { Row } from '../sources/source.js';
import { count, line, text, toTimestamp, unixTime } from '../values/read.js';
import type { Context } from './table-import.js';

/** The facts of a source's order in the product's terms. */
export interface OrderFacts {
  readonly provider: string;
  readonly method: string;
  readonly status: 'success' | 'failed' | 'expired' | 'refunded' | 'pending';
  readonly imported: 'paid' | 'closed' | 'open';
  /** The credit there, or the credit that it would get here, in quota. */
  readonly credit: bigint;
  readonly createdAt: string | null;
  readonly completedAt: string | null;
  /** Why a pending order expired. */
  readonly expired?: string;
  readonly unknownStatus?: string;
  /** A paid subscription's copy, which credits nothing. */
  readonly copy: boolean;
}

const DAY_MS = 86_400_000;
const KNOWN = ['epay', 'stripe', 'creem'];
/** Amounts in whole units; the money of a Stripe order is what it credits. */
const MICROS = 1_000_000n;

/** Reads what an order is, under the rules of the system that made it. */
export function orderFacts(row: Row, context: Context): OrderFacts {
  const isOneHub = context.system === 'one-hub';
  const createdAt = unixTime(isOneHub ? row.created_at : row.create_time);
  const provider = isOneHub ? (context.gateways.get(text(row.gateway_id)) ?? '') : providerOf(row);
  const base = {
    provider: provider === '' ? 'unknown' : provider,
    method: isOneHub ? provider : line(row.payment_method),
    credit: isOneHub ? count(row.quota) : creditOf(row, provider, context),
    createdAt,
    copy: 'payment_provider' in row && count(row.amount) === 0n && line(row.payment_provider) === '',
    completedAt: null,
  };
  const word = text(row.status).trim();
  if (word === 'success') {
    const done = unixTime(isOneHub ? row.updated_at : row.complete_time) ?? createdAt ?? toTimestamp(0n);
    return { ...base, status: 'success', imported: 'paid', completedAt: done };
  }
  if (word === 'pending') return { ...base, ...pending(base, context) };
  if (word === 'refunded') return { ...base, status: 'refunded', imported: 'closed', unknownStatus: word };
  if (word === 'expired' || word === 'closed') return { ...base, status: 'expired', imported: 'closed' };
  return { ...base, status: 'failed', imported: 'closed', ...(word === 'failed' ? {} : { unknownStatus: word }) };
}

type Pending = Pick<OrderFacts, 'status' | 'imported' | 'expired'>;

function pending(
  { provider, createdAt, credit }: Pick<OrderFacts, 'provider' | 'createdAt' | 'credit'>,
  context: Context,
): Pending {
  const age = createdAt === null ? Infinity : Date.parse(context.startedAt) - Date.parse(createdAt);
  const closed = { status: 'expired', imported: 'closed' } as const;
  if (age > DAY_MS) return { ...closed, expired: 'older than a day' };
  if (!context.providers.has(provider)) return { ...closed, expired: `provider ${provider} is not set up here` };
  if (credit < 1n) return { ...closed, expired: 'credits nothing' };
  return { status: 'pending', imported: 'open' };
}

/** The provider; of rows older than its column it follows from the method. */
function providerOf(row: Row): string {
  const stated = line(row.payment_provider);
  if (stated !== '') return stated;
  const method = line(row.payment_method);
  if (KNOWN.includes(method)) return method;
  if (method === '') return /^ref_/.test(line(row.trade_no)) ? 'creem' : '';
  return /^waffo/.test(method) ? method : 'epay';
}

/** Creem's amount is quota; a Stripe order credits its money, the others their units. */
function creditOf(row: Row, provider: string, { options }: Context): bigint {
  if (provider === 'creem') return count(row.amount);
  const perUnit = BigInt(Math.round(Number(options.get('QuotaPerUnit') ?? '500000')) || 500_000);
  if (provider !== 'stripe') return count(row.amount) * perUnit;
  const units = Number(text(row.money));
  return Number.isFinite(units) && Math.abs(units) < 1e9
    ? (BigInt(Math.round(units * Number(MICROS))) * perUnit) / MICROS
    : 0n;
}
