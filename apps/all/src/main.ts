import {
  ConfigError,
  type Environment,
  environment,
  findRetired,
  loadConfig,
  type PlatformConfig,
  parseTargets,
} from '@tollgate/platform/config';
import { Log, useLogFormat } from '@tollgate/platform/log';
import { applyMigrations, openDatabase } from './database.js';
import { warnIfUnsupported } from './node-support.js';
import { loadServices, SERVICES, type ServiceName } from './services.js';
import { runUntilSignal } from './run-until-signal.js';
import { buildSummary } from './summary.js';
import { isWorker } from './workers/worker.js';

/**
 * Without a command it runs the services that TARGET names. A command does one job and ends: `migrate` brings the schema up to
 * date, `audit:verify` checks the seals of the audit trail, `invariants` checks the rules of balances, codes and orders, and
 * `ledger:verify` checks the hash chains of the accounts. Commands do not use the bus, so DATABASE_URL is enough, and
 * CRYPTO_SECRET for the seals.
 */
async function main(command: string | undefined, args: readonly string[]): Promise<void> {
  const env = environment();
  if (command !== undefined) return runCommand(command, args, env);
  const names = parseTargets(env, SERVICES);
  const needs = {
    database: names.some((name) => name !== 'gateway'),
    nats: names.length < SERVICES.length,
    serves: true,
  };
  if (!isWorker && !['', '1'].includes(env.WORKERS ?? '')) {
    // the primary runs no service, so it needs no code of one; its first worker checks their settings
    const config = loadConfig({}, needs, env);
    if (config.WORKERS > 1) return runWorkers(names, config, needs, openLog(config, env));
  }
  const definitions = await loadServices(names);
  const settings = Object.assign({}, ...definitions.map((definition) => definition.settings));
  const config: PlatformConfig = loadConfig(settings, needs, env);
  const log = openLog(config, env);
  // here, because commands and the primary of several workers run no service
  const { start, stop } = await import('./run.js');
  const running = await start(definitions, config, needs, log);
  if (isForPerson(config) && !isWorker) process.stdout.write(await buildSummary(running));
  await runUntilSignal(() => stop(running, log), config, log);
}

const isForPerson = ({ LOG_FORMAT: format }: PlatformConfig) =>
  format === 'plain' || (format === 'auto' && process.stdout.isTTY);

/** The log of a process that serves. In a worker, the primary has printed the warnings. */
function openLog(config: PlatformConfig, env: Environment): Log {
  if (isForPerson(config)) useLogFormat('plain');
  const log = new Log('all', false, undefined, config.LOG_LEVEL);
  if (!isWorker) {
    warnIfUnsupported(process.version, log);
    for (const warning of findRetired(env)) log.warn(warning);
  }
  // the job library does not await the statement that stores a job's outcome; if its connection is lost, the rejection is
  // unhandled, but it must not end the process, because the job is run again
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));
  return log;
}

async function runWorkers(
  names: readonly ServiceName[],
  config: PlatformConfig,
  needs: { readonly database: boolean },
  log: Log,
): Promise<void> {
  const { startWorkers } = await import('./workers/primary.js');
  const running = await startWorkers(config, needs, log);
  const services = names.map((name) => ({ name, port: name === 'gateway' ? running.port : undefined }));
  if (isForPerson(config)) process.stdout.write(await buildSummary({ services, database: running.database }));
  await runUntilSignal(running.stop, config, log);
}

/** Commands run no service, so each loads only its own code. */
async function runCommand(command: string, args: readonly string[], env: Environment): Promise<void> {
  if (command === 'import' && (await import('./import-command.js')).importHelp(args)) return;
  const secrets = ['audit:verify', 'import', 'retention'].includes(command);
  const config: PlatformConfig = loadConfig({}, { database: true, nats: false, serves: false, secrets }, env);
  if (isForPerson(config)) useLogFormat('plain');
  // the standard output of this command is the CSV file
  const write = command === 'export-balances' ? (line: string) => void process.stderr.write(line) : undefined;
  const log = new Log('all', false, write, config.LOG_LEVEL);
  for (const warning of findRetired(env)) log.warn(warning);
  if (command === 'migrate') return migrateOnce(config, log);
  if (command === 'audit:verify') return (await import('./verify-trail.js')).verifyTrail(config, log);
  if (command === 'retention') return (await import('./retention-command.js')).retainOnce(config, log);
  if (command === 'import') return (await import('./import-command.js')).importOnce(args, config, log);
  if (command === 'export-balances') return (await import('./import-command.js')).printBalances(config, log);
  if (command === 'invariants' || command === 'ledger:verify')
    return (await import('./check-ledger.js')).checkLedger(command, config, log);
  throw new ConfigError([
    `command ${command} is not known; there are migrate, import, export-balances, audit:verify, retention, invariants and ledger:verify`,
  ]);
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
