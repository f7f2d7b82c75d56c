import { Records } from '@tollgate/audit-log';
import { Options } from '@tollgate/options';
import { Database, poolConfig, UnitOfWork } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import type { Log } from '@tollgate/platform/log';
import { PasswordHasher } from '@tollgate/platform/passwords';
import type { Secrets } from '@tollgate/platform/secrets';
import pg from 'pg';
import { SecurityMails } from '../mail/security-mails.js';
import { ResetsRepository } from '../resets/resets.repository.js';
import { SecondFactorsRepository } from '../second-factors/second-factors.repository.js';
import { SecurityEvents } from '../security-events/security-events.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { Throttle } from '../throttle/throttle.js';
import { AuthCommands } from './auth-commands.js';

/**
 * Runs `work` with the commands of auth, outside a running service: with its role in the database, but without messages. A mail that
 * a change causes is a job, which the running service sends.
 */
export async function withAuthCommands<T>(
  place: { readonly url: string; readonly secrets: Secrets; readonly log: Log },
  work: (commands: AuthCommands) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool(poolConfig({ url: place.url, service: 'auth', size: 2 }));
  const database = new Database(pool);
  const options = new Options(database, place.secrets, place.log);
  try {
    await options.refresh();
    return await work(
      new AuthCommands({
        work: new UnitOfWork(database),
        options,
        hasher: new PasswordHasher(),
        resets: new ResetsRepository(),
        throttle: new Throttle(database),
        factors: new SecondFactorsRepository(database),
        sessions: new SessionsRepository(database),
        events: new SecurityEvents(new Records(), new SecurityMails(new Jobs())),
      }),
    );
  } finally {
    await options.stop();
    await pool.end();
  }
}
