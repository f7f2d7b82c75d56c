import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { isPostmasterOf, readPostmaster } from './postmaster.js';

jest.setTimeout(60_000);

const resolveFrom = new URL('../../../apps/all/package.json', import.meta.url);
const isRoot = process.getuid?.() === 0;
let dataDir: string;
let running: EmbeddedPostgres[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-embedded-'));
  await chmod(dataDir, 0o755);
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

async function start(folder = dataDir, onRestart?: () => void): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, resolveFrom, onRestart });
  running.push(server);
  return server;
}

async function query(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(server: EmbeddedPostgres): Promise<number> {
  const found = await readPostmaster(join(server.place, 'postgres'));
  if (!found) throw new Error('it is not running');
  return found.pid;
}

describe('the embedded PostgreSQL', () => {
  it('starts on an empty folder, in UTF-8 with letters of every script, under any environment', async () => {
    const { LANG, LC_ALL, PGDATA } = process.env;
    delete process.env.LANG;
    Object.assign(process.env, { LC_ALL: 'nowhere.ISO-8859-5', PGDATA: '/nowhere' });
    try {
      const { url } = await start();
      const [row] = await query(
        url,
        `SELECT pg_encoding_to_char(encoding) AS encoding, datctype, lower('ÄΩЖ') AS lower, '用户' ~ '^\\w+$' AS word
           FROM pg_database WHERE datname = current_database()`,
      );
      expect(row).toEqual({ encoding: 'UTF8', datctype: expect.stringMatching(/utf-?8/i), lower: 'äωж', word: true });
    } finally {
      Object.assign(process.env, { LANG, LC_ALL, PGDATA });
      for (const name of ['LANG', 'LC_ALL', 'PGDATA'])
        if (process.env[name] === 'undefined') Reflect.deleteProperty(process.env, name);
    }
  });

  it('asks for its password, and listens on this machine only', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const [row] = await query(url, `SELECT current_setting('listen_addresses') AS addresses`);
    expect(row).toEqual({ addresses: '127.0.0.1' });
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
  });

  it('keeps its data over a stop and a second start', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    const pid = await postmaster(first);
    await first.stop();
    expect(await isPostmasterOf(join(dataDir, 'postgres'), pid)).toBe(false);
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('is shared by two processes of a folder, and stops with the last', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    const pid = await postmaster(second);
    await second.stop();
    expect(await isPostmasterOf(join(dataDir, 'postgres'), pid)).toBe(false);
  });

  it('is adopted when the process that started it was killed', async () => {
    const door = new URL('../dist/index.js', import.meta.url);
    const program = `
      import { startEmbeddedPostgres } from ${JSON.stringify(door.href)};
      const options = ${JSON.stringify({ dataDir, resolveFrom: resolveFrom.href })};
      console.log((await startEmbeddedPostgres(options)).url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await start();
    expect(server.url).toBe(url);
    expect(await query(url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('comes back by itself after kill -9 under load, with everything it had acknowledged', async () => {
    let restarts = 0;
    const server = await start(dataDir, () => (restarts += 1));
    await query(server.url, 'CREATE TABLE written (writer int, n int, PRIMARY KEY (writer, n))');
    const pool = new pg.Pool({ connectionString: server.url, max: 8, connectionTimeoutMillis: 1000 });
    pool.on('error', () => undefined); // the statement of the writer fails when its connection is lost
    pool.on('connect', (client) => void client.on('error', () => undefined));
    const acknowledged = Array.from({ length: 8 }, () => new Set<number>());
    let isOver = false;
    const write = async (writer: number) => {
      for (let n = 0; !isOver; n += 1) {
        await pool.query('INSERT INTO written VALUES ($1, $2)', [writer, n]).then(
          () => void acknowledged[writer]?.add(n),
          () => sleep(20), // no answer: it may be there or not
        );
      }
    };
    const writers = acknowledged.map((_, writer) => write(writer));
    await sleep(500);
    const before = acknowledged.reduce((sum, set) => sum + set.size, 0);
    process.kill(await postmaster(server), 'SIGKILL');
    for (const end = Date.now() + 30_000; restarts === 0 && Date.now() < end;) await sleep(50);
    await sleep(500);
    isOver = true;
    await Promise.all(writers);
    await pool.end();
    const rows = await query(server.url, 'SELECT writer, n FROM written');
    const present = new Set(rows.map(({ writer, n }) => `${String(writer)}/${String(n)}`));
    const lost = acknowledged.flatMap((set, writer) => [...set].filter((n) => !present.has(`${writer}/${n}`)));
    const total = acknowledged.reduce((sum, set) => sum + set.size, 0);
    expect({ restarts, lost }).toEqual({ restarts: 1, lost: [] });
    expect(before).toBeGreaterThan(50);
    expect(total).toBeGreaterThan(before);
  });

  it('initialises in one step: ignores and removes the rest of an interrupted attempt', async () => {
    const left = join(dataDir, 'postgres.half-0000');
    await mkdir(left);
    await writeFile(join(left, 'PG_VERSION'), '18');
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(left, longAgo, longAgo);
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect((await readdir(dataDir)).filter((entry) => entry.includes('half'))).toEqual([]);
  });

  (isRoot ? it : it.skip)('runs for root below a folder that only root can enter, and says where', async () => {
    const closed = join(dataDir, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const server = await start(join(closed, 'data'));
    expect(server.place).toMatch(/^\/var\/lib\/tollgate\/[0-9a-f]{16}$/);
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await server.stop();
    await rm(server.place, { recursive: true, force: true, maxRetries: 10 });
  });
});
