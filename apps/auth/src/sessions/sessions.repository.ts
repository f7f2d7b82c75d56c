import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';

export interface SessionRow {
  readonly id: number;
  readonly sid: string;
  readonly user_agent: string;
  readonly ip: string;
  readonly method: string;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
}

interface EndedRow {
  readonly id: number;
  readonly sid: string;
}

const LIST = {
  name: 'sessions.list',
  text: `SELECT id, sid, user_agent, ip, method, extract(epoch FROM created_at)::bigint AS created_at,
                extract(epoch FROM last_used_at)::bigint AS last_used_at, extract(epoch FROM expires_at)::bigint AS expires_at
           FROM auth.sessions WHERE user_id = $1 AND expires_at > now() ORDER BY (id = $2) IS TRUE DESC, last_used_at DESC, id DESC LIMIT 500`,
};

const END_BY_CREDENTIAL = {
  name: 'sessions.end_by_credential',
  text: `DELETE FROM auth.sessions WHERE id IN (SELECT session_id FROM auth.credentials WHERE hash = ANY($1::bytea[]))`,
};

/** SQL of sessions. Deleting the row of a session deletes its credentials too. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** The user's sessions: `current` first, then those used last. */
  list(userId: number, current: number | null): Promise<SessionRow[]> {
    return this.database.query<SessionRow>(LIST, [userId, current]);
  }

  async endByCredential(hashes: readonly Buffer[]): Promise<void> {
    await this.database.query(END_BY_CREDENTIAL, [hashes]);
    const text = 'DELETE FROM auth.pending_logins WHERE hash = ANY($1::bytea[])';
    await this.database.query({ name: 'sessions.end_pending', text }, [hashes]);
  }

  /** Ends one session of a user. False if the user has no such session. */
  async end(sql: Sql, userId: number, sessionId: number): Promise<boolean> {
    const text = 'DELETE FROM auth.sessions WHERE user_id = $1 AND id = $2 RETURNING id';
    return (await sql.query({ name: 'sessions.end', text }, [userId, sessionId])).length > 0;
  }

  /** Ends one session of a user, named by its id or its sid. Undefined if the user has no such session. */
  async endNamed(sql: Sql, userId: number, name: string): Promise<EndedRow | undefined> {
    const text = `DELETE FROM auth.sessions WHERE user_id = $1 AND (id::text = $2 OR sid::text = lower($2)) RETURNING id, sid`;
    const statement = { name: 'sessions.end_named', text };
    const [row] = await sql.query<EndedRow & Record<string, unknown>>(statement, [userId, name]);
    return row;
  }

  /** Ends every session of a user but `keep` (null: keeps none), and returns their number. */
  async endAll(sql: Sql, userId: number, keep: number | null): Promise<number> {
    const text = 'DELETE FROM auth.sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2::bigint RETURNING id';
    return (await sql.query({ name: 'sessions.end_all', text }, [userId, keep])).length;
  }

  /** Ends the pending logins of a user. */
  async endPending(tx: Tx, userId: number): Promise<void> {
    const text = 'DELETE FROM auth.pending_logins WHERE user_id = $1';
    await tx.query({ name: 'sessions.end_pending_of', text }, [userId]);
  }

  /** Ends the access token and the pending logins of a user. */
  async endTokens(tx: Tx, userId: number): Promise<void> {
    await tx.query(
      { name: 'sessions.end_tokens', text: `DELETE FROM auth.credentials WHERE user_id = $1 AND session_id IS NULL` },
      [userId],
    );
    await this.endPending(tx, userId);
  }
}
