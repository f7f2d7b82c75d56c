import { Injectable } from '@nestjs/common';
import type { ChargeRequest } from '@tollgate/contracts/billing/usage';
import { Database } from '@tollgate/platform/db';
import { switchSql } from '@tollgate/options';

/** What became of one charge; the words are those of ledger.charge. */
export type Outcome = 'charged' | 'double' | 'conflict' | 'quota' | 'key' | 'account' | 'no_key';

export interface ChargeRow {
  /** Place of the request in the batch, from 1. */
  readonly n: number;
  readonly outcome: Outcome;
  readonly transaction_id: number | null;
  readonly balance: number | null;
  readonly key_remain: number | null;
}

/** Charges and log lines of a batch: one statement, one round trip, one fate. */
const CHARGE = {
  name: 'usage.charge',
  text: `WITH done AS MATERIALIZED (SELECT * FROM ledger.charge($1, $2, $3, $4)),
         logged AS (
           INSERT INTO admin.logs (user_id, type, username, request_id, token_id, quota, model_name, token_name, "group",
             prompt_tokens, completion_tokens, use_time, is_stream, channel_id, content, other, ip)
           SELECT i.user_id, 2, coalesce(u.username, ''), i.ref, coalesce(i.key_id, 0), i.amount, i.model,
                  coalesce(nullif(i.token_name, ''), k.name, ''), i.grp,
                  i.prompt, i.completion, i.seconds, i.stream, i.channel, i.content, i.other, i.ip
             FROM done d
             JOIN unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[],
                         $9::bigint[], $10::bigint[], $11::boolean[], $12::bigint[], $13::text[], $14::text[], $15::text[])
                  WITH ORDINALITY AS i(ref, user_id, key_id, amount, model, token_name, grp, prompt, completion, seconds, stream,
                                       channel, content, other, ip, n) ON i.n = d.n
             LEFT JOIN auth.users u ON u.id = i.user_id
             LEFT JOIN auth.api_keys k ON k.id = i.key_id
            WHERE d.outcome = 'charged' AND ${switchSql('LogConsumeEnabled')})
         SELECT * FROM done ORDER BY n`,
} as const;

/** SQL of usage. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /** Charges a batch, in the order given. One outcome for each request; nothing at all where it rejects. */
  charge(batch: readonly ChargeRequest[]): Promise<ChargeRow[]> {
    const column = <T>(read: (request: ChargeRequest) => T) => batch.map(read);
    return this.database.query<ChargeRow & Record<string, unknown>>(CHARGE, [
      column((request) => request.request_id),
      column((request) => request.user_id),
      column((request) => request.api_key_id ?? null),
      column((request) => request.amount),
      column((request) => request.model),
      column((request) => request.token_name ?? ''),
      column((request) => request.group ?? ''),
      column((request) => request.prompt_tokens ?? 0),
      column((request) => request.completion_tokens ?? 0),
      column((request) => request.use_time ?? 0),
      column((request) => request.is_stream ?? false),
      column((request) => request.channel_id ?? 0),
      column((request) => request.content ?? ''),
      column((request) => request.other ?? ''),
      column((request) => request.ip ?? ''),
    ]);
  }
}
