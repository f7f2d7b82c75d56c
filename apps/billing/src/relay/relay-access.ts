import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { isOnAllowList } from '@tollgate/platform/access';
import { BatchLoader, Database } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { CredentialGuesses } from './credential-guesses.js';

export type RelayScope = 'verify' | 'usage';

interface CredentialRow {
  readonly id: number;
  /** base64 of the SHA-256. */
  readonly hash: string;
  readonly scopes: readonly RelayScope[];
  readonly allow_ips: string;
}

/** Live credentials only: revoked, expired and rotated ones are not found. */
const LIVE = {
  name: 'relay.credentials',
  text: `SELECT c.id, encode(h.hash, 'base64') AS hash, c.scopes, c.allow_ips
           FROM unnest($1::bytea[]) AS h(hash)
           JOIN admin.relay_credentials c
             ON c.hash = h.hash OR (c.previous_hash = h.hash AND c.previous_until > now())
          WHERE c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > now())`,
} as const;

/** Decides which relay asks and what it may ask, from the database as it is when the request arrives. */
@Injectable()
export class RelayAccess {
  private readonly loader: BatchLoader<string, CredentialRow>;
  /** Requests of this second by credential. */
  private counts = new Map<number, number>();
  private second = 0;
  private readonly guesses = new CredentialGuesses();

  constructor(
    database: Database,
    private readonly options: Options,
  ) {
    this.loader = new BatchLoader(async (hashes) => {
      const rows = await database.query<CredentialRow & Record<string, unknown>>(LIVE, [
        hashes.map((hash) => Buffer.from(hash, 'base64url')),
      ]);
      return new Map(rows.map((row) => [Buffer.from(row.hash, 'base64').toString('base64url'), row]));
    });
  }

  /** @throws AppError RELAY_CREDENTIAL_INVALID, RELAY_SCOPE_MISSING, RELAY_RATE_LIMITED */
  async admit(scope: RelayScope, { credential, ip }: Caller): Promise<void> {
    const hash = credential?.bearer ?? '';
    const retryAfter = this.guesses.getPause(ip, hash);
    if (retryAfter > 0) throw new AppError('RELAY_RATE_LIMITED', {}, { retryAfter });
    const row = hash === '' ? undefined : await this.loader.load(hash);
    if (!row || !isOnAllowList(row.allow_ips, ip)) {
      this.guesses.fail(ip, hash);
      throw new AppError('RELAY_CREDENTIAL_INVALID');
    }
    this.guesses.pass(hash);
    if (!row.scopes.includes(scope)) throw new AppError('RELAY_SCOPE_MISSING', { scope });
    this.count(row.id);
  }

  private count(id: number): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.counts = new Map();
    }
    const count = (this.counts.get(id) ?? 0) + 1;
    this.counts.set(id, count);
    if (count > this.options.get('RelayRateLimit')) throw new AppError('RELAY_RATE_LIMITED', {}, { retryAfter: 1 });
  }
}
