import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { cleanEnv } from 'envalid';
import { type PlatformConfig, platformSettings } from './platform-settings.js';
import { keptSecret, findWeakness } from './secrets.js';
import type { ConfigOf, Setting, Settings } from './setting.js';

/** Variables by name; those set to nothing count as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Lists all faults of the settings in one error, so that an operator does not find the next one at the next start. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the settings cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** The process's environment, over a `.env` file in the working directory. The one place that reads it. */
export function environment(): Environment {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return { ...file, ...process.env };
}

/** The command line of a process, parsed. */
export interface Needs {
  /** Whether one of its services has a database. */
  readonly database: boolean;
  /** Whether not all services run in it, so that it needs NATS. */
  readonly nats: boolean;
  /**
   * True if the process serves, which is the default; false if it carries out a command and ends, because a command calls no
   * service.
   */
  readonly serves?: boolean;
  /** True if the process encrypts or decrypts stored values; the default is whether it has a database. */
  readonly secrets?: boolean;
}

/**
 * Reads the platform's settings and those of the chosen services, once, at the start.
 * @throws ConfigError with every problem there is
 */
export function loadConfig<S extends Settings>(
  services: S,
  needs: Needs,
  env: Environment,
): PlatformConfig & ConfigOf<S> {
  const { database, nats, serves = true, secrets = database } = needs;
  const problems: string[] = [];
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const config = read({ ...platformSettings, ...services }, given, problems) as ConfigOf<typeof platformSettings>;
  const isProduction = given.NODE_ENV === 'production';
  if (nats && !given.NATS_URL) problems.push('NATS_URL: needed, as TARGET does not name all services');
  else if (isProduction && serves && !given.NATS_URL) problems.push('NATS_URL: needed in production');
  if (isProduction && database && !given.DATABASE_URL) problems.push('DATABASE_URL: needed in production');
  if (isProduction && secrets) problems.push(...secretProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    ...config,
    CRYPTO_SECRET: secrets ? cryptoSecrets(config) : [],
  }) as PlatformConfig & ConfigOf<S>;
}

/** The services that TARGET names. Refuses a name that is not known, with those that are. */
export function parseTargets<N extends string>(env: Environment, known: readonly N[]): N[] {
  const asked = (env.TARGET || 'all').split(',').map((name) => name.trim().toLowerCase());
  const strange = asked.filter((name) => name !== 'all' && !known.includes(name as N));
  if (strange.length > 0) {
    throw new ConfigError([`TARGET: ${strange.join(', ')} is not known; there are all, ${known.join(', ')}`]);
  }
  return asked.includes('all') ? [...known] : known.filter((name) => asked.includes(name));
}

function read<S extends Settings>(settings: S, given: Environment, problems: string[]): ConfigOf<S> {
  const cleaned = cleanEnv(given, settings as Record<string, Setting<unknown> & { default: undefined }>, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) {
        problems.push(`${name}: ${error?.name === 'EnvMissingError' ? `missing (${error.message})` : error?.message}`);
      }
    },
  });
  return { ...cleaned } as unknown as ConfigOf<S>;
}

type Loaded = ConfigOf<typeof platformSettings>;

function cryptoSecrets(config: Loaded): readonly string[] {
  const given = givenSecrets(config).map(([, secret]) => secret);
  return given.length > 0 ? given : [keptSecret(config.DATA_DIR, 'CRYPTO_SECRET')];
}

/** The secrets to encrypt with, the one that seals first, each with the name it was given under. */
function givenSecrets({ SESSION_SECRET, CRYPTO_SECRET }: Loaded): [name: string, secret: string][] {
  if (CRYPTO_SECRET?.length) return CRYPTO_SECRET.map((secret) => ['CRYPTO_SECRET', secret]);
  return SESSION_SECRET ? [['SESSION_SECRET', SESSION_SECRET]] : [];
}

function secretProblems(config: Loaded): string[] {
  const given = givenSecrets(config);
  if (given.length === 0) return ['CRYPTO_SECRET: needed in production'];
  return given.flatMap(([name, secret]) => {
    const weakness = findWeakness(secret);
    return weakness ? [`${name}: ${weakness}`] : [];
  });
}
