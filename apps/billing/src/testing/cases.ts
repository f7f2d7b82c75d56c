import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notification } from '@tollgate/testing/payments';
import type { OrderRow } from '../settlements/order-row.js';

/** One recorded message of a provider, with the outcome that its folder names. */
export interface RecordedCase {
  readonly outcome: string;
  /** The file's name without its ending: it describes the situation. */
  readonly situation: string;
  readonly bytes: Buffer;
}

/** All files under `folder/<outcome>/`. @throws Error if there is none, because a moved folder must not pass as a test */
export function readCases(folder: string): RecordedCase[] {
  const cases = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: outcome }) =>
      readdirSync(join(folder, outcome)).map((file) => ({
        outcome,
        situation: file.replace(/\.\w+$/, '').replaceAll('-', ' '),
        bytes: readFileSync(join(folder, outcome, file)),
      })),
    );
  if (cases.length === 0) throw new Error(`no cases in ${folder}`);
  return cases;
}

/** The bytes with one text replaced by another, in UTF-8 and in both kinds of UTF-16. */
export function replaceInBytes(bytes: Buffer, from: string, to: string): Buffer {
  let text = bytes.toString('latin1');
  for (const encoding of ['latin1', 'utf16le'] as const) {
    const [a, b] = [Buffer.from(from, encoding), Buffer.from(to, encoding)];
    text = text.replaceAll(a.toString('latin1'), b.toString('latin1'));
    if (encoding === 'utf16le') text = text.replaceAll(a.swap16().toString('latin1'), b.swap16().toString('latin1'));
  }
  return Buffer.from(text, 'latin1');
}

/** A pending order as the settlement statements read it. */
export function buildOrderRow(facts: Partial<OrderRow>): OrderRow {
  return {
    id: 1,
    trade_no: '',
    user_id: 7,
    provider: 'epay',
    method: 'alipay',
    amount: 10,
    credit_quota: 5_000_000,
    money: '73.000',
    currency: '',
    quota_text: '',
    status: 'pending',
    provider_ref: '',
    payment_ref: '',
    product: '',
    reversed_money: '0.000',
    reversed_quota: 0,
    reversals: 0,
    stuck_reason: '',
    merchant_id: '',
    merchant_key_id: '',
    allows_promotions: false,
    allows_tax: false,
    quarantine_id: null,
    unclear_since: null,
    checks: 1,
    checked_at: null,
    next_check_at: new Date(),
    completed_by: null,
    plan_id: null,
    created_at: new Date(),
    completed_at: null,
    imported: '',
    ...facts,
  };
}

/** The parameters of a recorded notification about another order, with the right signature if the case asks for it. */
export function buildNotification(bytes: Buffer, tradeNo: string, key: string): Record<string, string | string[]> {
  const text = bytes.toString().replaceAll('USR7NOcaseno1795365812', tradeNo);
  const params: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = params[name];
    params[name] = before === undefined ? value : [...[before].flat(), value];
  }
  const right = notification(toFirstValues(params), key).sign ?? '';
  if (params.sign) params.sign = Array.isArray(params.sign) ? [right, right] : params.sign.replace('RIGHT', right);
  return params;
}

function toFirstValues(params: Readonly<Record<string, string | string[]>>): Record<string, string> {
  const signed = Object.entries(params).filter(([name]) => name !== 'sign' && name !== 'sign_type');
  return Object.fromEntries(signed.map(([name, value]) => [name, [value].flat()[0] ?? '']));
}
