import { ConfigError, environment, loadConfig, type PlatformConfig, parseTargets } from '@tollgate/platform/config';
import { Log } from '@tollgate/platform/log';
import { applyMigrations, openDatabase } from './database.js';
import { checkLedger } from './check-ledger.js';
import { loadServices, SERVICES } from './services.js';
import { runUntilSignal, start } from './run.js';
import { verifyTrail } from './verify-trail.js';

/**
 * `main.js` runs the services that TARGET names; `main.js migrate` brings the schema up to date and ends, and
 * `main.js audit:verify` checks the seals of the audit trail and ends; so do `main.js invariants` for all that must hold of
 * balances, codes and orders, and `main.js ledger:verify` for the hash chains of the accounts alone. Commands ask nobody on the
 * bus: DATABASE_URL is enough, and CRYPTO_SECRET for the seals.
 */
async function main(command: string | undefined): Promise<void> {
  const env = environment();
  const names = parseTargets(env, SERVICES);
  const definitions = await loadServices(names);
  const settings = Object.assign({}, ...definitions.map((definition) => definition.settings));
  const needs = {
    database: command !== undefined || definitions.some(({ entities }) => entities),
    nats: command === undefined && names.length < SERVICES.length,
    serves: command === undefined,
    secrets: command === undefined ? undefined : command === 'audit:verify',
  };
  const config: PlatformConfig = loadConfig(settings, needs, env);
  const log = new Log('all', false, undefined, config.LOG_LEVEL);
  // the job library does not wait for the writing down of a job's outcome: lost with its connection, that is a rejection of
  // nobody's, which must not end a process that serves; the job is given out again
  process.on('unhandledRejection', (error) => log.error('a rejection that nobody waited for', { error }));
  if (command === 'migrate') return migrateOnce(config, log);
  if (command === 'audit:verify') return verifyTrail(config, log);
  if (command === 'invariants' || command === 'ledger:verify') return checkLedger(command, config, log);
  if (command !== undefined)
    throw new ConfigError([
      `command ${command} is not known; there are migrate, audit:verify, invariants and ledger:verify`,
    ]);
  await runUntilSignal(await start(definitions, config, needs, log), config, log);
}

async function migrateOnce(config: PlatformConfig, log: Log): Promise<void> {
  const database = await openDatabase(config, log);
  try {
    await applyMigrations(database.url, log);
  } finally {
    await database.stop();
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else new Log('all').error('did not start', { error });
  // whatever a part that failed to start left behind (a retry, a connection) must not keep the process
  process.exit(1);
}
