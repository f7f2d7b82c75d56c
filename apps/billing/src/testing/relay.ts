import { randomUUID } from 'node:crypto';
import type { Identity } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { hashSecret, newBase62 } from '@tollgate/platform/access';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { Secrets } from '@tollgate/platform/secrets';
import { replica } from '@tollgate/testing/accounts';
import type { TestDatabase } from '@tollgate/testing/database';
import { KeyDirectory } from '../relay/key-directory.js';
import { ReceiptsRepository } from '../relay/receipts.repository.js';
import { RelayQueue } from '../relay/relay-queue.js';
import { RelayRepository } from '../relay/relay.repository.js';
import { ReservationExpiry } from '../relay/reservation-expiry.js';
import { ReservationsService } from '../relay/reservations.service.js';
import { SettlingService } from '../relay/settling.service.js';

const SECRETS = new Secrets(['a secret for tests']);
const log = new Log('test', true, () => undefined);

export type RelayReplica = Awaited<ReturnType<typeof relayReplica>>;

/** The relay slice of one billing replica, with a connection pool of its own. */
export async function relayReplica(db: TestDatabase) {
  const { database, close } = replica(db, 'billing');
  const options = new Options(database, SECRETS, log);
  await options.start();
  const repository = new RelayRepository(database, options);
  const queue = new RelayQueue(repository);
  const keys = new KeyDirectory(database, SECRETS, options);
  const receipts = new ReceiptsRepository(database);
  return {
    queue,
    receipts,
    reservations: new ReservationsService(keys, queue),
    settling: new SettlingService(keys, queue, log, new Metrics()),
    expiry: new ReservationExpiry(repository, receipts, queue, options, log, new Metrics()),
    async close() {
      await options.stop();
      await close();
    },
  };
}

/** An API key of a user, as auth makes one; the text that the user would send. */
export async function makeKey(
  db: TestDatabase,
  user: Identity,
  { remain, models, allowIps = '' }: { remain?: number; models?: string; allowIps?: string } = {},
): Promise<{ id: number; key: string }> {
  const key = newBase62(48);
  const [lookup] = SECRETS.lookups(hashSecret(key).toString('base64url'), 'api_key');
  const [row] = await db.owner.query<{ id: number }>(
    `INSERT INTO auth.api_keys (user_id, lookup, sealed, name, model_limits_enabled, model_limits, allow_ips)
     VALUES ($1, $2, $3, 'test', $4, $5, $6) RETURNING id`,
    [user.userId, lookup, randomUUID(), models !== undefined, models ?? '', allowIps],
  );
  if (!row) throw new Error('the key was not stored');
  const { id } = row;
  await db
    .as('auth')
    .query('SELECT ledger.set_key($1, $2, $3, $4)', [id, user.userId, remain ?? 0, remain === undefined]);
  return { id, key };
}
