import type { LoggerService } from '@nestjs/common';
import { traceId } from '../tracing/tracing.js';

/** The only fields that a log line may carry; the names are chosen so that no field can hold a secret. */
export interface LogFields {
  requestId?: string;
  /** Added by itself while tracing is on. */
  traceId?: string;
  subject?: string;
  route?: string;
  code?: string;
  status?: number;
  ms?: number;
  userId?: number;
  targetId?: number;
  orderNo?: string;
  provider?: string;
  job?: string;
  attempt?: number;
  count?: number;
  /** The key of an option. */
  option?: string;
  port?: number;
  /** Of a proxy, or what it sent in place of one; at most 64 characters. */
  address?: string;
  /** Logged by class name, message and stack; never with its properties. */
  error?: unknown;
}

const FIELDS = new Set<keyof LogFields>([
  'requestId',
  'traceId',
  'subject',
  'route',
  'code',
  'status',
  'ms',
  'userId',
  'targetId',
  'orderNo',
  'provider',
  'job',
  'attempt',
  'count',
  'option',
  'port',
  'address',
]);

const LEVELS = ['info', 'warn', 'error'] as const;

type Level = (typeof LEVELS)[number];

/** How lines are written: `plain` is for a person who started the process, and leaves out information lines. */
export type LogFormat = 'json' | 'plain';

let format: LogFormat = 'json';

/** Chooses the form of all log lines of the process. Call it once, before the first line. */
export function useLogFormat(chosen: LogFormat): void {
  format = chosen;
}

/** One JSON line for each event, with the service's name. Fields that are not on the list are dropped. */
export class Log implements LoggerService {
  constructor(
    readonly service: string,
    /** In tests: replies are checked against their contracts, and one that breaks its contract fails. */
    readonly strict = false,
    private readonly write: (line: string) => void = (line) => void process.stdout.write(line),
    private readonly least: Level = 'info',
  ) {}

  info(event: string, fields: LogFields = {}): void {
    this.line('info', event, fields);
  }

  warn(event: unknown, fields?: unknown): void {
    this.line('warn', String(event), asFields(fields));
  }

  error(event: unknown, fields?: unknown): void {
    this.line('error', String(event), asFields(fields));
  }

  /** Nest's own messages. */
  log(message: unknown): void {
    this.line('info', String(message), {});
  }

  /** One handled message: kept off the hot path's output unless it was slow. */
  call(subject: string, requestId: string, ms: number): void {
    if (ms > 1000) this.line('warn', 'slow call', { subject, requestId, ms: Math.round(ms) });
  }

  private line(level: Level, event: string, fields: LogFields): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.least)) return;
    const line: Record<string, unknown> = { time: new Date().toISOString(), level, service: this.service, event };
    for (const [key, value] of Object.entries({ traceId: traceId(), ...fields })) {
      if (FIELDS.has(key as keyof LogFields) && value !== undefined) line[key] = cut(value, LONGEST.field);
    }
    if (fields.error !== undefined) line.error = describe(fields.error);
    if (format === 'json') this.write(`${JSON.stringify(line)}\n`);
    else if (level !== 'info') this.write(toPlainLine(level, event, line));
  }
}

/** `warn auth: event (key: value)`, with the stack of an error below it. */
function toPlainLine(level: Level, event: string, line: LogLine): string {
  const { time, level: _, service, event: __, error, ...rest } = line;
  const facts = Object.entries(rest).map(([name, value]) => `${name}: ${String(value)}`);
  const { message, stack } = (error ?? {}) as { message?: string; stack?: string };
  const cause = stack ?? message;
  return `${String(time)} ${level} ${String(service)}: ${event}${facts.length ? ` (${facts.join(', ')})` : ''}${cause ? `\n  ${cause}` : ''}\n`;
}

type LogLine = Record<string, unknown>;

function asFields(fields: unknown): LogFields {
  return typeof fields === 'object' && fields !== null ? (fields as LogFields) : {};
}

/** Name, message and stack of an error and its causes; no other property (drivers keep parameters and headers there). */
function describe(error: unknown, causes = 0): object {
  if (!(error instanceof Error)) return { message: typeof error };
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return {
    name,
    message: cut(message, LONGEST.message),
    code: typeof code === 'string' ? code : undefined,
    stack: cut(stack, LONGEST.stack),
    cause: cause === undefined || causes >= MAX_CAUSES ? undefined : describe(cause, causes + 1),
  };
}

/** Texts from outside can reach a log line, so their length is bounded: no line is longer than a page. */
const LONGEST = { field: 300, message: 1000, stack: 4000 };
const MAX_CAUSES = 4;

function cut<T>(value: T, longest: number): T | string {
  return typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
}
