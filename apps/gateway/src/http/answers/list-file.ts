import { type Caller, getFields, type RpcContract, type Shape } from '@tollgate/contracts';
import { statusRpc } from '@tollgate/contracts/auth/status';
import type { RpcClient } from '@tollgate/platform/rpc';
import type { Answer } from '../route/answer.js';
import { csvFile, csvLine, timeFormat, type TimeFormat } from './csv.js';

/** Options of a route whose list can be a file. */
export const LIST_FILE = { file: 'text/csv', also: [statusRpc.timeZone] } as const;

/** Items that are read from the service at once: as many as a page may have. */
const PAGE_SIZE = 100;
/** Fields in Unix seconds; `use_time` is a duration. */
const TIME = /^(?!use_time$).*_(?:at|time|until)$/;
/** Fields that are always empty, for clients that expect the name. */
const EMPTY = new Set(['access_token', 'count', 'channel_name']);

interface FileRequest {
  readonly format?: string;
  readonly tz?: string;
  readonly cursor?: string;
}

interface ListPage {
  readonly items: readonly object[];
  readonly next_cursor: string | null;
}

type Rpc = Pick<RpcClient, 'call'>;

/**
 * Reads what a file is about, and gives its times: in the zone that the request names, else in the site's.
 * @throws AppError INVALID_VALUE if the zone is unknown, before anything is read
 */
export async function readForFile<T>(
  rpc: Rpc,
  zone: string | undefined,
  caller: Caller,
  read: () => Promise<T>,
): Promise<{ found: T; toTime: TimeFormat }> {
  const named = zone === undefined ? undefined : timeFormat(zone);
  const found = await read();
  return { found, toTime: named ?? timeFormat((await rpc.call(statusRpc.timeZone, {}, caller)).time_zone) };
}

/**
 * Answers a list, or all items that pass its filters as a CSV file. The columns are the fields of an item. The file is read page by page
 * while it is sent; the first page is read before, so that a refusal is an answer.
 * @throws AppError INVALID_VALUE if the zone is unknown
 */
export async function listOrFile<Req extends FileRequest, Res extends ListPage>(
  rpc: Rpc,
  list: { readonly contract: RpcContract<Req, Res>; readonly item: Shape; readonly name: string },
  request: Req,
  caller: Caller,
): Promise<Res | Answer> {
  const { contract, item, name } = list;
  if (request.format !== 'csv') return rpc.call(contract, request, caller);
  const columns = getColumns(item);
  const read = (cursor: string | undefined) =>
    rpc.call(contract, { ...request, p: 1, page_size: PAGE_SIZE, cursor }, caller);
  const { found: first, toTime } = await readForFile(rpc, request.tz, caller, () => read(request.cursor));
  async function* lines(): AsyncIterable<string> {
    yield csvLine(columns);
    for (let page = first; ; page = await read(page.next_cursor ?? undefined)) {
      for (const row of page.items) {
        yield csvLine(columns.map((column) => toCell(column, (row as Record<string, unknown>)[column], toTime)));
      }
      if (page.next_cursor === null) return;
    }
  }
  return csvFile(name, lines());
}

/** The id first, then the other fields in the order of their declaration. */
function getColumns(item: Shape): string[] {
  const names = getFields(item).map(({ name }) => name);
  return ['id', ...names.filter((name) => name !== 'id' && !EMPTY.has(name))];
}

function toCell(column: string, value: unknown, toTime: TimeFormat): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return TIME.test(column) ? toTime(value) : value;
  if (column === 'DeletedAt' && typeof value === 'string') return toTime(Math.floor(Date.parse(value) / 1000));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
