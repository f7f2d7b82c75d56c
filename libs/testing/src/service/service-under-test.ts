import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError, Caller, RpcContract } from '@tollgate/contracts';
import { loadConfig } from '@tollgate/platform/config';
import { type OptionKey, OPTIONS_CHANGED, sealOption } from '@tollgate/options';
import { inProcessMesh, RpcClient } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { type ServiceDefinition, startService } from '@tollgate/platform/service';
import type { TestDatabase } from '../database/index.js';

const CRYPTO_SECRET = 'a-secret-that-only-the-tests-of-services-know';

/** A whole service on a database of its own: its handlers over a mesh, its jobs, its live options. */
export interface ServiceUnderTest {
  /** Calls it as the gateway does. */
  call<Req extends object, Res extends object>(
    contract: RpcContract<Req, Res>,
    request: Req,
    caller?: Partial<Caller>,
  ): Promise<Res>;
  /** As `call`, but the refusal's code, or `done`. */
  outcome<Req extends object>(contract: RpcContract<Req>, request: Req, caller?: Partial<Caller>): Promise<string>;
  /** Stores options as the option service would, and waits until they are in force. */
  setOptions(values: Partial<Record<OptionKey, string>>): Promise<void>;
  close(): Promise<void>;
}

/** The caller if a test does not name one. */
export const guest: Caller = { ip: '192.0.2.1', userAgent: 'spec', requestId: 'spec-1', locale: 'zh' };

/**
 * Starts a service.
 * @param environment variables beyond the database's address; requests are limited by address only if one of them sets a limit
 */
export async function serviceUnderTest(
  definition: ServiceDefinition,
  db: TestDatabase,
  environment: Record<string, string> = {},
): Promise<ServiceUnderTest> {
  const config = loadConfig(
    definition.settings,
    { database: true, nats: false },
    {
      NODE_ENV: 'test',
      DATABASE_URL: db.url,
      CRYPTO_SECRET,
      CRITICAL_RATE_LIMIT_ENABLE: 'false',
      GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
      ...environment,
    },
  );
  const mesh = inProcessMesh();
  const running = await startService(definition, { mesh, config });
  const client = await mesh.client('gateway');
  const rpc = new RpcClient(client);
  const secrets = new Secrets([CRYPTO_SECRET]);
  const call: ServiceUnderTest['call'] = (contract, request, caller) =>
    rpc.call(contract, request, { ...guest, ...caller });
  return {
    call,
    outcome: (contract, request, caller) =>
      call(contract, request, caller).then(
        () => 'done',
        (error: AppError) => error.code,
      ),
    setOptions: async (values) => {
      for (const [key, value] of Object.entries(values)) {
        await db.owner.query(
          `INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
          [key, sealOption(secrets, key as OptionKey, value)],
        );
      }
      const [row] = await db.owner.query<{ version: number }>(
        'UPDATE admin.option_version SET version = version + 1 RETURNING version',
      );
      client.publish(OPTIONS_CHANGED, {});
      await inForce(db, row?.version ?? 0);
    },
    close: async () => {
      await running.close();
      await client.close();
    },
  };
}

async function inForce(db: TestDatabase, version: number): Promise<void> {
  for (const end = Date.now() + 5000; Date.now() < end; await sleep(5)) {
    const [row] = await db.owner.query<{ least: number }>('SELECT min(version) AS least FROM admin.option_replicas');
    if ((row?.least ?? 0) >= version) return;
  }
  throw new Error('the options did not come into force');
}
