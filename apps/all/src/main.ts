import {
  ConfigError,
  environment,
  findRetired,
  loadConfig,
  type PlatformConfig,
  parseTargets,
} from '@tollgate/platform/config';
import { Log, useLogFormat } from '@tollgate/platform/log';
import { applyMigrations, openDatabase } from './database.js';
import { checkLedger } from './check-ledger.js';
import { warnIfUnsupported } from './node-support.js';
import { importHelp, importOnce, printBalances } from './import-command.js';
import { loadServices, SERVICES } from './services.js';
import { runUntilSignal, start } from './run.js';
import { buildSummary } from './summary.js';
import { verifyTrail } from './verify-trail.js';

/**
 * Without a command it runs the services that TARGET names. A command does one job and ends: `migrate` brings the schema up to
 * date, `audit:verify` checks the seals of the audit trail, `invariants` checks the rules of balances, codes and orders, and
 * `ledger:verify` checks the hash chains of the accounts. Commands do not use the bus, so DATABASE_URL is enough, and
 * CRYPTO_SECRET for the seals.
 */
async function main(command: string | undefined, args: readonly string[]): Promise<void> {
  if (importHelp(command, args)) return;
  const env = environment();
  const names = parseTargets(env, SERVICES);
  const definitions = await loadServices(names);
  const settings = Object.assign({}, ...definitions.map((definition) => definition.settings));
  const needs = {
    database: command !== undefined || definitions.some(({ entities }) => entities),
    nats: command === undefined && names.length < SERVICES.length,
    serves: command === undefined,
    secrets: command === undefined ? undefined : ['audit:verify', 'import'].includes(command),
  };
  const config: PlatformConfig = loadConfig(settings, needs, env);
  const isForPerson = config.LOG_FORMAT === 'plain' || (config.LOG_FORMAT === 'auto' && process.stdout.isTTY);
  if (isForPerson) useLogFormat('plain');
  // the standard output of this command is the CSV file
  const write = command === 'export-balances' ? (line: string) => void process.stderr.write(line) : undefined;
  const log = new Log('all', false, write, config.LOG_LEVEL);
  // commands print only their result
  if (command === undefined) warnIfUnsupported(process.version, log);
  for (const warning of findRetired(env)) log.warn(warning);
  // the job library does not await the statement that stores a job's outcome; if its connection is lost, the rejection is
  // unhandled, but it must not end the process, because the job is run again
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));
  if (command === 'migrate') return migrateOnce(config, log);
  if (command === 'audit:verify') return verifyTrail(config, log);
  if (command === 'import') return importOnce(args, config, log);
  if (command === 'export-balances') return printBalances(config, log);
  if (command === 'invariants' || command === 'ledger:verify') return checkLedger(command, config, log);
  if (command !== undefined)
    throw new ConfigError([
      `command ${command} is not known; there are migrate, import, export-balances, audit:verify, invariants and ledger:verify`,
    ]);
  const running = await start(definitions, config, needs, log);
  if (isForPerson) process.stdout.write(await buildSummary(running));
  await runUntilSignal(running, config, log);
}

async function migrateOnce(config: PlatformConfig, log: Log): Promise<void> {
  const database = await openDatabase(config, log);
  try {
    await applyMigrations(database.url, log);
  } finally {
    await database.stop();
  }
}

function isAddressInUse(error: unknown): error is NodeJS.ErrnoException & { port: number } {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EADDRINUSE' && 'port' in error;
}

try {
  await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else if (isAddressInUse(error)) process.stderr.write(`port ${error.port} is in use: set PORT to a free one\n`);
  else new Log('all').error('did not start', { error });
  // exit, because a retry or a connection of a part that failed to start would keep the process alive
  process.exit(1);
}
