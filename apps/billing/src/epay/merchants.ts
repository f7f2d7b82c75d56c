import { createHash } from 'node:crypto';
import type { Options } from '@tollgate/options';

/** A merchant id with one of its keys. */
export interface Merchant {
  readonly pid: string;
  readonly key: string;
  /** Names the key in an order without storing it. */
  readonly keyId: string;
}

/**
 * The configured merchants, the newest first. `EpayId` and `EpayKey` are lists, one a line or between commas, so that a new
 * pair can stand before the old one while orders of the old one are still paid. The ids and keys belong together by their
 * position; if there are fewer of one, its last belongs to the rest. An id or key that is missing gives no merchant.
 */
export function getMerchants(options: Pick<Options, 'get'>): Merchant[] {
  const [ids, keys] = [parseList(options.get('EpayId')), parseList(options.get('EpayKey'))];
  if (ids.length === 0 || keys.length === 0) return [];
  return Array.from({ length: Math.max(ids.length, keys.length) }, (_, index) => {
    const [pid, key] = [ids[index] ?? ids.at(-1) ?? '', keys[index] ?? keys.at(-1) ?? ''];
    return { pid, key, keyId: createHash('sha256').update(`${pid}:${key}`).digest('hex').slice(0, 16) };
  });
}

/**
 * The merchants that can be asked about an order, the best first: the pair with which it was begun, then other keys of the same
 * id, because a gateway may know only the newest. An order that does not name its merchant may be of any.
 */
export function getMerchantsOf(order: { merchant_id: string; merchant_key_id: string }, all: readonly Merchant[]) {
  if (order.merchant_id === '') return [...all];
  const same = all.filter(({ pid }) => pid === order.merchant_id);
  const own = same.filter(({ keyId }) => keyId === order.merchant_key_id);
  return [...own, ...same.filter((merchant) => !own.includes(merchant))];
}

function parseList(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
