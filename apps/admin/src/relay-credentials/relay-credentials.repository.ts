import { Injectable } from '@nestjs/common';
import type { RelayCredentialView } from '@tollgate/contracts/admin/relay-credentials';
import { Database, type Tx } from '@tollgate/platform/db';

const seconds = (column: string) => `extract(epoch FROM ${column})::bigint`;

const LIST = {
  name: 'relay_credentials.list',
  text: `SELECT id, name, scopes, allow_ips, coalesce(${seconds('expires_at')}, -1) AS expired_time,
                ${seconds('created_at')} AS created_time,
                CASE WHEN previous_until > now() THEN ${seconds('previous_until')} END AS previous_until,
                ${seconds('revoked_at')} AS revoked_time
           FROM admin.relay_credentials ORDER BY id DESC LIMIT 1000`,
} as const;
const INSERT = {
  name: 'relay_credentials.insert',
  text: `INSERT INTO admin.relay_credentials (name, hash, scopes, allow_ips, expires_at)
         VALUES ($1, $2, $3, $4, to_timestamp($5::bigint)) RETURNING id`,
} as const;
const ROTATE = {
  name: 'relay_credentials.rotate',
  text: `UPDATE admin.relay_credentials
            SET previous_hash = hash, previous_until = now() + make_interval(secs => $3), hash = $2
          WHERE id = $1 AND revoked_at IS NULL RETURNING name`,
} as const;
const REVOKE = {
  name: 'relay_credentials.revoke',
  text: `UPDATE admin.relay_credentials SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING name`,
} as const;

export interface NewCredential {
  readonly name: string;
  readonly hash: Buffer;
  readonly scopes: readonly string[];
  readonly allowIps: string;
  /** Unix seconds; null for never. */
  readonly expiresAt: number | null;
}

/** SQL of relay credentials. */
@Injectable()
export class RelayCredentialsRepository {
  constructor(private readonly database: Database) {}

  /** The newest thousand. */
  async list(): Promise<RelayCredentialView[]> {
    const rows = await this.database.query<Record<string, unknown>>(LIST);
    return rows.map(
      (row) =>
        Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as RelayCredentialView,
    );
  }

  async insert(tx: Tx, { name, hash, scopes, allowIps, expiresAt }: NewCredential): Promise<number> {
    const [row] = await tx.query<{ id: number }>(INSERT, [name, hash, scopes, allowIps, expiresAt]);
    if (!row) throw new Error('the credential was not stored');
    return row.id;
  }

  /** The credential's name; undefined if there is none that is not revoked. */
  async rotate(tx: Tx, id: number, hash: Buffer, overlapSeconds: number): Promise<string | undefined> {
    const [row] = await tx.query<{ name: string }>(ROTATE, [id, hash, overlapSeconds]);
    return row?.name;
  }

  /** As `rotate`. */
  async revoke(tx: Tx, id: number): Promise<string | undefined> {
    const [row] = await tx.query<{ name: string }>(REVOKE, [id]);
    return row?.name;
  }
}
