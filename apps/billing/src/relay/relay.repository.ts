import { Injectable } from '@nestjs/common';
import type { UsageRecord } from '@tollgate/contracts/billing/relay';
import { Database } from '@tollgate/platform/db';
import { Options, switchSql } from '@tollgate/options';

/** The outcome of one piece of work, in the words of ledger.relay. */
export type RelayOutcome =
  | 'reserved'
  | 'extended'
  | 'released'
  | 'not_due'
  | 'charged'
  | 'double'
  | 'conflict'
  | 'ended'
  | 'unknown'
  | 'debt'
  | 'quota'
  | 'user_window'
  | 'key'
  | 'key_window'
  | 'account'
  | 'no_key';

type Details = Partial<Omit<UsageRecord, 'request_id' | 'amount' | 'key' | 'user_id' | 'api_key_id'>>;

/** One piece of work for ledger.relay, with the fields of the log line and the receipt. Amounts in quota. */
export interface RelayWork extends Details {
  readonly op: 'reserve' | 'extend' | 'release' | 'expire' | 'settle' | 'charge';
  readonly requestId: string;
  readonly userId?: number;
  readonly apiKeyId?: number;
  readonly amount?: number;
  readonly ttlSeconds?: number;
  readonly tokenName?: string;
}

export interface RelayRow {
  /** Place of the work in the batch, from 1. */
  readonly n: number;
  readonly outcome: RelayOutcome;
  readonly user_id: number | null;
  readonly transaction_id: number | null;
  readonly balance: number | null;
  readonly available: number | null;
  readonly key_available: number | null;
  readonly reserved: number;
  readonly expires_at: Date | null;
  readonly charged: number | null;
  readonly shortfall: number | null;
  readonly written_off: number | null;
  readonly limit_quota: number | null;
  readonly limit_used: number | null;
  readonly limit_reserved: number | null;
  readonly resets_at: Date | null;
}

/** Postings, log lines and receipts of a batch: frequent and about money, so one SQL statement, one round trip and one outcome. */
const APPLY = {
  name: 'relay.apply',
  text: `WITH done AS MATERIALIZED (SELECT * FROM ledger.relay($1, $2, $3, $4, $5, $6, $7, $8)),
         work AS (
           SELECT d.*, i.op, i.ref, i.amount, i.model, i.token_name, i.grp, i.prompt, i.completion, i.seconds, i.stream, i.channel,
                  i.content, i.other, i.ip, i.reference, i.price
             FROM done d
             JOIN unnest($1::text[], $2::text[], $5::bigint[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[],
                         $14::bigint[], $15::boolean[], $16::bigint[], $17::text[], $18::text[], $19::text[], $20::text[], $21::jsonb[])
                  WITH ORDINALITY AS i(op, ref, amount, model, token_name, grp, prompt, completion, seconds, stream, channel, content,
                                       other, ip, reference, price, n) ON i.n = d.n),
         logged AS (
           INSERT INTO admin.logs (user_id, type, username, request_id, token_id, quota, model_name, token_name, "group",
             prompt_tokens, completion_tokens, use_time, is_stream, channel_id, content, other, ip)
           SELECT w.user_id, 2, coalesce(u.username, ''), w.ref, coalesce(w.key_id, 0), w.amount - w.written_off, w.model,
                  coalesce(nullif(w.token_name, ''), k.name, ''), w.grp,
                  w.prompt, w.completion, w.seconds, w.stream, w.channel, w.content, w.other, w.ip
             FROM work w
             LEFT JOIN auth.users u ON u.id = w.user_id
             LEFT JOIN auth.api_keys k ON k.id = w.key_id
            WHERE w.outcome = 'charged' AND ${switchSql('LogConsumeEnabled')}),
         receipts AS (
           INSERT INTO billing.usage_receipts AS r (request_id, user_id, api_key_id, amount, charged, shortfall, written_off,
             balance_after, transaction_id, settled_at, model, "group", prompt_tokens, completion_tokens, use_time, is_stream, price,
             reference)
           SELECT w.ref, w.user_id, w.key_id, CASE WHEN w.outcome = 'charged' THEN w.amount END, w.charged, w.shortfall, w.written_off,
                  CASE WHEN w.outcome = 'charged' THEN w.balance END, w.transaction_id,
                  CASE WHEN w.outcome = 'charged' THEN now() END, w.model, w.grp, w.prompt, w.completion, w.seconds, w.stream, w.price,
                  w.reference
             FROM work w
            WHERE w.outcome = 'charged' OR (w.outcome = 'reserved' AND w.reference <> '')
           ON CONFLICT (request_id) DO UPDATE SET amount = excluded.amount, charged = excluded.charged,
             shortfall = excluded.shortfall, written_off = excluded.written_off, balance_after = excluded.balance_after,
             transaction_id = excluded.transaction_id, settled_at = excluded.settled_at, model = excluded.model,
             "group" = excluded."group", prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
             use_time = excluded.use_time, is_stream = excluded.is_stream, price = excluded.price,
             reference = coalesce(nullif(excluded.reference, ''), r.reference))
         SELECT * FROM done ORDER BY n`,
} as const;

const DUE = {
  name: 'relay.due',
  text: `SELECT request_id FROM ledger.reservations WHERE state = 'open' AND expires_at <= now() ORDER BY expires_at LIMIT $1`,
} as const;

/** SQL of the relay API. */
@Injectable()
export class RelayRepository {
  constructor(
    private readonly database: Database,
    private readonly options: Options,
  ) {}

  /** Does a batch of work in the order given. One row for each; nothing at all is done if it rejects. */
  apply(batch: readonly RelayWork[]): Promise<RelayRow[]> {
    const column = <T>(read: (work: RelayWork) => T) => batch.map(read);
    return this.database.query<RelayRow & Record<string, unknown>>(APPLY, [
      column((work) => work.op),
      column((work) => work.requestId),
      column((work) => work.userId ?? null),
      column((work) => work.apiKeyId ?? null),
      column((work) => work.amount ?? null),
      column((work) => work.ttlSeconds ?? null),
      this.options.get('RelayDebtFactor'),
      Math.round(Number(this.options.get('QuotaPerUnit'))),
      column((work) => work.model ?? ''),
      column((work) => work.tokenName ?? ''),
      column((work) => work.group ?? ''),
      column((work) => work.prompt_tokens ?? 0),
      column((work) => work.completion_tokens ?? 0),
      column((work) => work.use_time ?? 0),
      column((work) => work.is_stream ?? false),
      column((work) => work.channel_id ?? 0),
      column((work) => work.content ?? ''),
      column((work) => work.other ?? ''),
      column((work) => work.ip ?? ''),
      column((work) => work.reference ?? ''),
      column((work) => (work.price === undefined ? null : JSON.stringify(work.price))),
    ]);
  }

  /** Request ids of open reservations whose time is over, at most `limit`, the oldest first. */
  async due(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ request_id: string }>(DUE, [limit]);
    return rows.map(({ request_id: id }) => id);
  }
}
