import { takeUntilReplyFull } from '@tollgate/platform/rpc';

/** As many items of a page as fit into one answer, and the cursor with which the page after them begins; null at the end. */
export function takePage<T extends { readonly id: number }>(
  rows: readonly T[],
  size: number,
): { items: T[]; next_cursor: string | null } {
  const items = takeUntilReplyFull(rows);
  const isEnd = items.length === rows.length && rows.length < size;
  const last = isEnd ? undefined : items.at(-1);
  return { items, next_cursor: last ? String(last.id) : null };
}
