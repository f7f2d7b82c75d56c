import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { HttpClient, ServiceProcess, startPlatform } from '@tollgate/testing/platform';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SECRETS = { CRYPTO_SECRET: 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn' };

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-boot-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }));

function runMain(args: readonly string[], env: Record<string, string>) {
  const whole = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', HEALTH_PORT: '0', ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env: whole,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, output: stdout + stderr };
}

describe('the product', () => {
  it('answers when it is ready, and stops cleanly on a signal', async () => {
    const platform = await startPlatform();
    const reply = await platform.client().get('/api/status');
    await platform.close(); // fails unless every process ends with 0
    expect(reply).toMatchObject({ status: 200, body: { success: true } });
  });

  it('lists the known services if TARGET names an unknown one', () => {
    const { status, output } = runMain([], { TARGET: 'auth,nothing' });
    expect(status).toBe(1);
    expect(output).toContain('nothing is not known; there are all, auth, billing, admin, gateway');
  });

  it('names all missing settings of all services at once in production', () => {
    const { status, output } = runMain([], { NODE_ENV: 'production', PORT: 'x', STRIPE_API_URL: 'ftp://x' });
    expect(status).toBe(1);
    for (const name of ['PORT', 'STRIPE_API_URL', 'DATABASE_URL', 'NATS_URL', 'CRYPTO_SECRET']) {
      expect(output).toContain(`- ${name}: `);
    }
  });
});

describe('the start on a terminal', () => {
  it('prints a few plain lines', async () => {
    const env = { LOG_FORMAT: 'plain', CRITICAL_RATE_LIMIT_ENABLE: 'false' };
    const lines = await startPlain(env);
    const summary = lines.slice(lines.findIndex((line) => line.startsWith('Tollgate')));
    expect(summary.join('\n')).toMatch(
      /^Tollgate runs \(auth, billing, admin, gateway\)\.\n\n {2}Address {3}http:\/\/localhost:\d+\n {2}Set-up {4}open /,
    );
    expect(summary.join('\n')).toContain('  Data      the embedded database in ');
    expect(summary.length).toBeLessThan(10);
  }, 120_000);

  it('ends with one line if the port is in use', async () => {
    const taken = createServer().listen(0, '0.0.0.0');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const db = await testDatabase();
    const result = runMain([], { PORT: String(port), DATABASE_URL: db.url });
    taken.close();
    await db.close();
    expect([result.status, result.output.split('\n').filter((line) => line && !line.startsWith('{'))]).toEqual([
      1,
      [`port ${port} is in use: set PORT to a free one`],
    ]);
  }, 120_000);
});

/** Starts the product as on a terminal, and stops it after its last line. */
async function startPlain(env: Record<string, string>): Promise<string[]> {
  const whole = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', HEALTH_PORT: '0', ...env };
  const child = spawn(process.execPath, [MAIN], { env: whole, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('Stop it')) break;
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
  return lines;
}

describe('the schema', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await db.owner.query(`DELETE FROM platform.migrations WHERE name = (SELECT max(name) FROM platform.migrations)`);
  });
  afterAll(() => db.close());

  it('must be up to date before production starts, and the migrate step ends after the migration', async () => {
    const env = { NODE_ENV: 'production', DATABASE_URL: db.url, NATS_URL: 'nats://127.0.0.1:1', ...SECRETS };
    const refused = runMain([], env);
    expect(refused).toMatchObject({ status: 1, output: expect.stringContaining('run the migrate step first') });
    const fresh = await testDatabase();
    await fresh.owner.query('DROP SCHEMA IF EXISTS admin, auth, billing, ledger, platform, graphile_worker CASCADE');
    const migrated = runMain(['migrate'], { NODE_ENV: 'production', DATABASE_URL: fresh.url });
    const [row] = await fresh.owner.query<{ n: number }>('SELECT count(*) AS n FROM platform.migrations');
    await fresh.close();
    expect(migrated).toMatchObject({ status: 0, output: expect.stringContaining('schema is up to date') });
    expect(row?.n).toBeGreaterThan(5);
  });
});

describe('a check', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());
  const production = () => ({ NODE_ENV: 'production', DATABASE_URL: db.url });
  const { host, password } = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://host');

  it.each(['invariants', 'ledger:verify'])(
    '%s needs only the address of the database, and prints its name',
    (command) => {
      const { status, output } = runMain([command], production());
      expect(output).toContain(`rules hold in ${host}${new URL(db.url).pathname}\n`);
      expect(status).toBe(0);
      expect(output).not.toContain(password);
    },
  );

  it('of the audit trail also needs the secret of its seals', () => {
    const verified = runMain(['audit:verify'], { ...production(), ...SECRETS });
    expect(JSON.parse(verified.output)).toMatchObject({ database: `${host}${new URL(db.url).pathname}`, intact: true });
    const refused = runMain(['audit:verify'], production());
    expect(refused).toEqual({
      status: 1,
      output: 'the settings cannot be used:\n  - CRYPTO_SECRET: needed in production\n',
    });
  });

  it('does not fall back to another database if DATABASE_URL is missing', () => {
    const { status, output } = runMain(['invariants'], { NODE_ENV: 'production' });
    expect(output).toContain('- DATABASE_URL: needed in production');
    expect(status).toBe(1);
  });
});

describe('the embedded database', () => {
  const env = () => ({ DATA_DIR: dataDir, PORT: '0', HEALTH_PORT: '0', CRITICAL_RATE_LIMIT_ENABLE: 'false' });
  let product: ServiceProcess | undefined;
  afterEach(async () => {
    await product?.stop();
  });

  it('starts with an empty folder and keeps accounts after kill -9', async () => {
    product = await ServiceProcess.start('all', env());
    await new HttpClient(`http://127.0.0.1:${product.port}`).signUp('survivor', 'correct horse');
    await product.kill();
    await product.up();
    const id = await new HttpClient(`http://127.0.0.1:${product.port}`).logIn('survivor', 'correct horse');
    expect(id).toBeGreaterThan(0);
    expect(await product.stop()).toBe(0);
  });
});
