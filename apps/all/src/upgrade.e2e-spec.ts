import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { HttpClient, ServiceProcess } from '@tollgate/testing/platform';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** The database of release 0.1.0, made by `node tools/upgrade/make-dump.mjs`. */
const DUMP = fileURLToPath(new URL('../../../tools/upgrade/0.1.0.sql.gz', import.meta.url));
const CRYPTO_SECRET = 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn';
/** Root's first quota, and alice's code. */
const BALANCES = { root: 100_000_000, alice: 500_000, bob: 0 };

let db: TestDatabase;
let dataDir: string;
let env: Record<string, string>;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-upgrade-'));
  db = await testDatabase();
  await db.owner.query('DROP SCHEMA admin, auth, billing, ledger, platform, graphile_worker CASCADE');
  await db.owner.query('DROP EXTENSION IF EXISTS pg_trgm CASCADE');
  await db.owner.query(gunzipSync(readFileSync(DUMP)).toString());
  env = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: db.url,
    CRYPTO_SECRET,
    DATA_DIR: dataDir,
    NODE_ENV: 'production',
  };
}, 120_000);
afterAll(async () => {
  await db.close();
  await rm(dataDir, { recursive: true, force: true });
});

function run(command: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, command], { env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const balances = async () =>
  Object.fromEntries(
    (
      await db.owner.query<{ username: string; balance: number }>(
        `SELECT u.username, a.balance FROM auth.users u JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'quota'`,
      )
    ).map(({ username, balance }) => [username, balance]),
  );

it('a database of release 0.1.0 is migrated, and balances, logins and the chains of the ledger stay', async () => {
  expect(await balances()).toEqual(BALANCES);
  expect(run('migrate')).toMatchObject({ status: 0, output: expect.stringContaining('schema is up to date') });
  for (const check of ['invariants', 'ledger:verify', 'audit:verify'])
    expect([check, run(check)]).toEqual([check, expect.objectContaining({ status: 0 })]);
  const product = await ServiceProcess.start('all', { ...env, NODE_ENV: 'test', PORT: '0', HEALTH_PORT: '0' });
  const client = new HttpClient(`http://127.0.0.1:${product.port}`);
  const { body } = await client.post('/api/user/login', { username: 'alice', password: 'password123' });
  expect(body).toMatchObject({ success: true, data: { username: 'alice' } });
  expect(await client.get('/api/status')).toMatchObject({ body: { data: { system_name: 'Before the upgrade' } } });
  expect(await product.stop()).toBe(0);
  expect(await balances()).toEqual(BALANCES);
  await expectInvariants(db);
}, 120_000);
