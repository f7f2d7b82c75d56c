import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';

const READY_MS = 30_000;
/** Debian puts the server where only root's PATH leads. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };
const ROOT_UID = 0;
const PASSWORD = 'pa:ss/w@rd';

/**
 * Whether tests against a real MariaDB can run here. If it is missing, this writes one line with the number of skipped tests.
 * With REQUIRE_MARIADB=1 it throws instead.
 */
export function hasMariadb(tests: number): boolean {
  if (!spawnSync('mariadbd', ['--version'], { env }).error) return true;
  const line = `SKIPPED ${tests} tests: mariadbd is not on the PATH (Debian: mariadb-server)`;
  if (process.env.REQUIRE_MARIADB === '1') throw new Error(line);
  process.stderr.write(`\n${line}\n\n`);
  return false;
}

/** A real MariaDB of a test's own: own data folder, own port of the loopback address, with the login `reader`. */
export class MariadbServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<MariadbServer> {
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-mariadb-'));
    const asOther = userInfo().uid === ROOT_UID ? ['--user=nobody'] : [];
    if (asOther.length > 0) {
      const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
      await chown(folder, uid, -1);
    }
    const data = join(folder, 'data');
    const common = ['--no-defaults', `--datadir=${data}`, ...asOther];
    execFileSync('mariadb-install-db', [...common, '--auth-root-authentication-method=normal', '--skip-test-db'], {
      env,
      stdio: 'pipe',
    });
    const port = await freePort();
    const server = [
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
    ];
    const small = ['--innodb-buffer-pool-size=32M', '--innodb-flush-log-at-trx-commit=0', '--skip-log-bin'];
    const child = spawn('mariadbd', [...common, ...server, ...small], { env, stdio: 'ignore' });
    const started = new MariadbServer(child, folder, port);
    await started.ready();
    return started;
  }

  /** An address with a login that may only read, and whose password needs URL encoding. */
  url(database: string): string {
    return `mysql://reader:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs statements as the server's root. */
  async run(sql: string, database?: string): Promise<void> {
    const connection = await mysql.createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      database,
      charset: 'utf8mb4',
      multipleStatements: true,
    });
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  }

  /** Makes a database of a dump. */
  async load(database: string, dump: string): Promise<void> {
    await this.run(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    await this.run(dump, database);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private async ready(): Promise<void> {
    const end = Date.now() + READY_MS;
    for (;;) {
      try {
        await this.run(`CREATE USER IF NOT EXISTS reader IDENTIFIED BY '${PASSWORD}'; GRANT SELECT ON *.* TO reader`);
        return;
      } catch (error) {
        if (Date.now() > end || this.child.exitCode !== null) throw error;
        await sleep(100);
      }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
