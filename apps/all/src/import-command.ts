import { migrations } from '@tollgate/entities/migrations';
import { exportBalances, IMPORT_HELP, ImportError, parseImport, runImport } from '@tollgate/importer';
import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';
import { pendingMigrations } from '@tollgate/platform/migrate';
import { Secrets } from '@tollgate/platform/secrets';
import { applyMigrations, openDatabase } from './database.js';

/** Prints the help of the import if the command line asks for it; it needs no settings. */
export function importHelp(args: readonly string[]): boolean {
  const isAsked = args.includes('--help');
  if (isAsked) process.stdout.write(IMPORT_HELP);
  return isAsked;
}

/** Moves another system's database into this one. The exit code reports the result (`IMPORT_HELP`). */
export async function importOnce(args: readonly string[], config: PlatformConfig, log: Log): Promise<void> {
  try {
    process.exitCode = await carryOut(args, config, log);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function carryOut(args: readonly string[], config: PlatformConfig, log: Log): Promise<number> {
  const request = parseImport(args, config);
  if (!request) throw new ImportError(IMPORT_HELP);
  const database = await openDatabase(config, log);
  try {
    // the embedded database is this command's own: it may be as new as the command is
    if (!config.DATABASE_URL) await applyMigrations(database.url, log);
    const pending = await pendingMigrations(database.url, migrations).catch((error: unknown) => {
      throw new ImportError(
        `the target ${database.name} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    if (pending.length > 0)
      throw new ImportError(`the target ${database.name} is not migrated: run the command migrate first`);
    const secrets = new Secrets(config.CRYPTO_SECRET);
    return await runImport(request, {
      targetUrl: database.url,
      targetName: database.name,
      secrets,
      output: process.stderr,
    });
  } finally {
    await database.stop();
  }
}

/** Prints every user's balance as CSV. */
export async function printBalances(config: PlatformConfig, log: Log): Promise<void> {
  const database = await openDatabase(config, log);
  try {
    await exportBalances(database.url, process.stdout);
  } finally {
    await database.stop();
  }
}
