import type { Row, Selection } from '../sources/source.js';
import { bounded, count, flag, line, MOST, rowId, text, toTimestamp, unixTime } from '../values/read.js';
import type { CopyValue } from '../target/copy-text.js';
import { type Context, type Out, present } from './table-import.js';

const OWN = ['id', 'user_id', 'created_at', 'type', 'content', 'username', 'token_name', 'model_name', 'quota'];
const MORE = ['prompt_tokens', 'completion_tokens', 'channel_id', 'is_stream'];
const SOME = [
  'use_time',
  'elapsed_time',
  'request_time',
  'token_id',
  'group',
  'ip',
  'source_ip',
  'other',
  'metadata',
  'request_id',
];

/** Columns of the target, in the order of `mapLog`. */
export const LOG_COLUMNS = [
  ...[
    'id',
    'user_id',
    'created_at',
    'type',
    'content',
    'username',
    'token_name',
    'model_name',
    'quota',
    'prompt_tokens',
  ],
  ...['completion_tokens', 'use_time', 'is_stream', 'channel_id', 'token_id', 'group', 'ip', 'other', 'request_id'],
] as const;

/** The columns that are read from the log; `where` is SQL for the lines that are moved. */
export function selectLogs(context: Context, where: string | undefined): Selection {
  return { table: 'logs', columns: [...OWN, ...MORE, ...present(context, 'logs', SOME)], key: ['id'], where };
}

const natural = (value: bigint) => bounded(value, 0n);

/** A line of the log; undefined where it is refused. Its text is never read: amounts in it are no figures. */
export function mapLog(row: Row, out: Out): CopyValue[] | undefined {
  const id = text(row.id);
  const quota = count(row.quota);
  if (!rowId(row.id)) {
    out.refuse(id, 'id-out-of-range', '', { 'logs.count': 1n, 'logs.quota': quota });
    return undefined;
  }
  const keptQuota = bounded(quota);
  if (keptQuota !== quota)
    out.change(id, 'figure-out-of-range', `quota ${String(quota)}`, { 'logs.quota': quota - keptQuota });
  const milliseconds = row.elapsed_time ?? row.request_time;
  const seconds = milliseconds === undefined ? count(row.use_time) : (count(milliseconds) + 500n) / 1000n;
  const type = count(row.type);
  return [
    id,
    bounded(count(row.user_id)),
    unixTime(row.created_at) ?? toTimestamp(0n),
    type < -32_768n || type > 32_767n ? 0n : type,
    text(row.content),
    text(row.username),
    text(row.token_name),
    text(row.model_name),
    keptQuota,
    natural(count(row.prompt_tokens)),
    natural(count(row.completion_tokens)),
    natural(seconds > MOST ? MOST : seconds),
    flag(row.is_stream),
    natural(count(row.channel_id)),
    natural(count(row.token_id)),
    text(row.group),
    line(row.ip ?? row.source_ip),
    text(row.other ?? row.metadata),
    text(row.request_id),
  ];
}
