import { CommandError } from '@tollgate/platform/config';
import { hasEmbeddedPostgres } from '@tollgate/embedded-postgres';
import { migrations } from '@tollgate/entities/migrations';
import { pendingMigrations } from '@tollgate/platform/migrate';
import { openDatabase, type ReadyDatabase } from '../database.js';
import type { CommandContext } from './context.js';

/**
 * Runs `work` on a database that exists and has the schema of this build.
 * @throws CommandError if there is no embedded database yet, or if migrations are missing; DatabaseUnreachable
 */
export async function onDatabase<T>(
  { config, log }: CommandContext,
  work: (database: ReadyDatabase) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: url, DATA_DIR: folder } = config;
  // a command must not make a new database where the operator expects one
  if (!url && !(await hasEmbeddedPostgres(folder)))
    throw new CommandError(`there is no database in ${folder}: set DATABASE_URL or DATA_DIR, or start Tollgate once`);
  const database = await openDatabase(config, log);
  try {
    const pending = await pendingMigrations(database.url, migrations);
    if (pending.length > 0)
      throw new CommandError(`${database.name} lacks ${pending.length} migrations: run the command migrate first`);
    return await work(database);
  } finally {
    await database.stop();
  }
}
