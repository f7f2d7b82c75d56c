import type { LogItem } from '@tollgate/contracts/admin/logs';
import { ITEMS_BYTES } from '@tollgate/platform/rpc';

const KEPT = 200;
/** `other` is emptied and not cut, because half a JSON text cannot be parsed. */
const SHORT = {
  other: () => '',
  content: (text: string) => `${[...text].slice(0, KEPT).join('')}…`,
} as const;

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) + 1;

/**
 * Shortens the lines of a page so that they fit into one answer. No line is dropped, because a client that pages would miss it. If the
 * lines are too long together, the longest details (`other`) are emptied, then the longest texts are cut to 200 characters.
 */
export function shortenToFit(lines: readonly LogItem[]): LogItem[] {
  const short = [...lines];
  let excess = short.reduce((sum, line) => sum + bytes(line), 0) - ITEMS_BYTES;
  for (const field of ['other', 'content'] as const) {
    const longest = short.map((line, place) => ({ place, size: bytes(line[field]) })).sort((a, b) => b.size - a.size);
    for (const { place, size } of longest) {
      const line = short[place];
      if (excess <= 0 || !line) break;
      short[place] = { ...line, [field]: SHORT[field](line[field]) };
      excess -= size - bytes(short[place][field]);
    }
  }
  return short;
}
