import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AppError, Caller, Identity } from '@tollgate/contracts';
import { Authenticator, StepUp } from '@tollgate/account-rules';
import { type CallGuard, hashSecret } from '@tollgate/platform/access';
import { CONFIG, loadConfig } from '@tollgate/platform/config';
import { Database, Repositories, UnitOfWork } from '@tollgate/platform/db';
import { repositoriesOn } from '@tollgate/testing/database';
import { Jobs } from '@tollgate/platform/jobs';
import { Limiter } from '@tollgate/platform/limits';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { Options } from '@tollgate/options';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { Records } from '@tollgate/audit-log';
import { HandlerPipeline } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { authSettings } from '../auth.config.js';
import { AuthModule } from '../auth.module.js';

export const CRYPTO_SECRETS = ['a secret for tests only'];
export const PASSWORD = 'password123';
export const guest: Caller = { ip: '192.0.2.1', userAgent: 'test', requestId: 'r-1', locale: 'zh' };

const OFF = { count: 0, seconds: 1 };
const SETTINGS = { NODE_ENV: 'test', CRYPTO_SECRET: CRYPTO_SECRETS[0] };

/** One replica of the service over a database, without a server and without a mesh. */
export async function authReplica(
  database: Database,
  secrets = new Secrets(CRYPTO_SECRETS),
  settings: Readonly<Record<string, string>> = {},
): Promise<INestApplicationContext> {
  const options = new Options(database, secrets, new Log('test', false, () => undefined));
  const authenticator = new Authenticator(database);
  const stepUp = new StepUp(options);
  const limiter = new Limiter(database, { critical: OFF, mail: OFF, letters: OFF, letters_hour: OFF });
  const log = new Log('test', false, () => undefined);
  const guard: CallGuard = {
    admit: (access, caller, permission) => authenticator.admit(access, caller, permission),
    requireStepUp: (identity) => stepUp.require(database, identity),
  };
  const values: [unknown, unknown][] = [
    [Database, database],
    [UnitOfWork, new UnitOfWork(database)],
    [Repositories, await repositoriesOn(database)],
    [Authenticator, authenticator],
    [HandlerPipeline, new HandlerPipeline(guard, limiter, log)],
    [Secrets, secrets],
    [Options, options],
    [Records, new Records()],
    [Metrics, new Metrics()],
    [Jobs, new Jobs()],
    [Log, log],
    [StepUp, stepUp],
    [PasswordHasher, new PasswordHasher()],
    [Limiter, limiter],
    [CONFIG, loadConfig(authSettings, { database: false, nats: false }, { ...SETTINGS, ...settings })],
  ];
  await options.refresh();
  const providers = values.map(([provide, useValue]) => ({ provide: provide as symbol, useValue }));
  const exports = providers.map(({ provide }) => provide);
  class PlatformDouble {}
  class ReplicaModule {}
  const platform = { module: PlatformDouble, global: true, providers, exports };
  Module({ imports: [platform, AuthModule] })(ReplicaModule);
  return NestFactory.createApplicationContext(ReplicaModule, { logger: false, abortOnError: false });
}

/** Inserts a user with a password. */
export async function addUser(owner: Database, username: string, role = 1): Promise<number> {
  const hash = await new PasswordHasher().hash(PASSWORD);
  const text = `INSERT INTO auth.users (username, username_key, password_hash, role) VALUES ($1, lower($1), $2, $3) RETURNING id`;
  const [row] = await owner.query<{ id: number }>(text, [username, hash, role]);
  if (!row) throw new Error('no user was inserted');
  return row.id;
}

/** The caller with a cookie, as the gateway describes it. */
export function holding(cookie: string, from: Caller = guest): Caller {
  return { ...from, credential: { session: hashSecret(cookie).toString('base64url') } };
}

/** The identity of a cookie. */
export async function resolveIdentity(replica: INestApplicationContext, cookie: string): Promise<Identity> {
  const identity = await replica.get(Authenticator).admit('user', holding(cookie));
  if (!identity) throw new Error('no identity was resolved');
  return identity;
}

/** The error code of a promise, or `done`. */
export function getErrorCode(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: AppError) => error.code ?? String(error),
  );
}

/** Stores options and refreshes them on the replicas. */
export async function setOptions(
  owner: Database,
  replicas: readonly INestApplicationContext[],
  values: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const text =
      'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    await owner.query(text, [key, value]);
  }
  await owner.query('UPDATE admin.option_version SET version = version + 1');
  for (const replica of replicas) await replica.get(Options).refresh();
}
