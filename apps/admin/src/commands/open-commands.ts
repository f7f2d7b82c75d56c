import { Records } from '@tollgate/audit-log';
import { entitiesIn } from '@tollgate/entities/services';
import { Options } from '@tollgate/options';
import { Database, dataSourceOptions, poolConfig, Repositories, UnitOfWork } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import type { Log } from '@tollgate/platform/log';
import { PasswordHasher } from '@tollgate/platform/passwords';
import type { Secrets } from '@tollgate/platform/secrets';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { UsageRepository } from '../logs/usage.repository.js';
import { OptionsRepository } from '../options/options.repository.js';
import { OptionsService } from '../options/options.service.js';
import { RootLogin } from '../options/root-login.js';
import { SetupRepository } from '../setup/setup.repository.js';
import { SetupService } from '../setup/setup.service.js';
import { Erasure } from '../users/erasure.js';
import { UserTrail } from '../users/user-trail.js';
import { UsersRepository } from '../users/users.repository.js';
import { AdminCommands } from './admin-commands.js';

/**
 * Runs `work` with the commands of the administration, outside a running service: with its role in the database, but without jobs
 * and messages.
 */
export async function withAdminCommands<T>(
  place: { readonly url: string; readonly secrets: Secrets; readonly log: Log },
  work: (commands: AdminCommands) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool(poolConfig({ url: place.url, service: 'admin', size: 2 }));
  const database = new Database(pool);
  const options = new Options(database, place.secrets, place.log);
  try {
    await options.refresh();
    const source = await new DataSource(dataSourceOptions(pool, entitiesIn('admin'))).initialize();
    return await work(build(database, new Repositories(source, database), options, place.secrets));
  } finally {
    await options.stop();
    await pool.end();
  }
}

function build(database: Database, repositories: Repositories, options: Options, secrets: Secrets): AdminCommands {
  const work = new UnitOfWork(database);
  const records = new Records();
  const rows = new OptionsRepository(repositories);
  const service = new OptionsService(work, rows, options, records, secrets, new RootLogin(rows));
  return new AdminCommands({
    work,
    users: new UsersRepository(database),
    trail: new UserTrail(records, options, new Jobs()),
    setup: new SetupService(work, new SetupRepository(database), rows, service, records, new PasswordHasher()),
    erasure: new Erasure(database, work, new UsageRepository(database)),
  });
}
