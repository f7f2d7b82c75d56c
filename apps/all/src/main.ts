import type { AppError } from '@tollgate/contracts';
import {
  CommandError,
  ConfigError,
  type Environment,
  environment,
  findRetired,
  loadConfig,
  type PlatformConfig,
  parseTargets,
} from '@tollgate/platform/config';
import { Log, useLogFormat } from '@tollgate/platform/log';
import type { CommandContext, CommandNeeds } from './commands/context.js';
import { warnIfUnsupported } from './node-support.js';
import { loadServices, SERVICES, type ServiceName } from './services.js';
import { runUntilSignal } from './run-until-signal.js';
import { buildSummary } from './summary.js';
import { isWorker } from './workers/worker.js';

/**
 * Without a command it runs the services that TARGET names. A command does one job and ends; `help` lists them. Commands do not use the
 * bus, so DATABASE_URL is enough, and CRYPTO_SECRET where stored secrets are read.
 */
async function main(args: readonly string[]): Promise<void> {
  if (args.length === 0) return serve(environment());
  // here, because a process that serves needs no code of commands
  const { buildProgram } = await import('./commands/program.js');
  await buildProgram(runCommand).parseAsync(args, { from: 'user' });
}

async function serve(env: Environment): Promise<void> {
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

/** Reads the settings of a command and runs it. */
async function runCommand(needs: CommandNeeds, work: (context: CommandContext) => Promise<void>): Promise<void> {
  const env = environment();
  const demands = { database: true, nats: false, serves: false, secrets: needs.secrets ?? false };
  const config: PlatformConfig = loadConfig({}, demands, env);
  if (isForPerson(config)) useLogFormat('plain');
  const write = needs.printsFile ? (line: string) => void process.stderr.write(line) : undefined;
  const log = new Log('all', false, write, config.LOG_LEVEL);
  for (const warning of findRetired(env)) log.warn(warning);
  await work({ config, log });
}

/** One plain line for a cause that the operator can remove; undefined for any other error. */
async function describePlainly(error: unknown): Promise<string | undefined> {
  if (error instanceof ConfigError || error instanceof CommandError) return error.message;
  if ((error as Partial<Error>).name === 'AppError')
    return (await import('./commands/describe-refusal.js')).describeRefusal(error as AppError);
  const { code, port } = error as { code?: unknown; port?: unknown };
  return code === 'EADDRINUSE' ? `port ${String(port)} is in use: set PORT to a free one` : undefined;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const line = await describePlainly(error);
  if (line !== undefined) process.stderr.write(`${line}\n`);
  else new Log('all').error('did not start', { error });
  // exit, because a retry or a connection of a part that failed to start would keep the process alive
  process.exit(1);
}
