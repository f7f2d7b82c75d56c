import { ITEMS_BYTES } from './limits.js';

/** The first items of a list that fit into one reply. For lists that are cut anyway: the newest hundred, say. */
export function takeUntilReplyFull<T extends object>(items: readonly T[]): T[] {
  let left = ITEMS_BYTES;
  const cut = items.findIndex((item) => (left -= Buffer.byteLength(JSON.stringify(item)) + 1) < 0);
  return items.slice(0, cut < 0 ? undefined : cut);
}
