import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';
import type { SmtpFailure } from './smtp-failure.js';

export interface MailFailureRow {
  readonly id: number;
  readonly created_at: number;
  readonly reason: string;
  readonly address: string;
  readonly code: number | null;
  readonly response: string;
  readonly final: boolean;
}

// Each insert deletes a few that are older than 30 days.
const ADD = {
  name: 'mail_failures.add',
  text: `WITH swept AS (
           DELETE FROM auth.mail_failures WHERE id IN (
             SELECT id FROM auth.mail_failures WHERE created_at < now() - interval '30 days' LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.mail_failures (reason, address, code, response, final) VALUES ($1, $2, $3, $4, $5)`,
};

const LIST = {
  name: 'mail_failures.list',
  text: `SELECT id, extract(epoch FROM created_at)::bigint AS created_at, reason, address, code, response, final
           FROM auth.mail_failures ORDER BY id DESC LIMIT 200`,
};

/** SQL of failed mails. */
@Injectable()
export class MailFailuresRepository {
  constructor(private readonly database: Database) {}

  async add(address: string, failure: SmtpFailure): Promise<void> {
    const { reason, code, response, final } = failure;
    await this.database.query(ADD, [reason, address, code, response, final]);
  }

  /** The newest 200. */
  list(): Promise<MailFailureRow[]> {
    return this.database.query<MailFailureRow & Record<string, unknown>>(LIST);
  }
}
