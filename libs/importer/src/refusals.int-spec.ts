import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { hasMariadb, MariadbServer } from '@tollgate/testing/mariadb';
import Database from 'libsql';
import { parseImport } from './command/arguments.js';
import { digestOf, importInto } from './testing/import-into.js';
import { type LoadedSample, loadSample, onDatabase } from './testing/samples.js';

let db: TestDatabase;
let sqlite: LoadedSample;
let folder: string;
beforeAll(async () => {
  [db, sqlite, folder] = await Promise.all([
    testDatabase(),
    loadSample('one-api-sqlite'),
    mkdtemp(join(tmpdir(), 'tollgate-import-')),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([db.close(), sqlite.close(), rm(folder, { recursive: true })]);
});
const refused = (...words: string[]) => expect(importInto(db, ...words)).rejects;
const rename = ['--on-name-conflict', 'rename'];

/** A SQLite file made of statements. */
function madeOf(name: string, sql: string): string {
  const file = join(folder, name);
  const database = new Database(file);
  database.exec(sql);
  database.close();
  return `sqlite:${file}`;
}

describe('the command line', () => {
  it.each([
    [[], 'say where from: --from <address>'],
    [['--from'], `Option '--from <value>' argument missing`],
    [['--form', 'x'], `Unknown option '--form'`],
    [['everything', '--from', 'x'], 'everything is not understood'],
    [['--from', 'x', '--logs', 'some'], '--logs takes none, 30d, all, not some'],
    [['--from', 'x', '--only', 'users,pets'], '--only: pets is not known; there are options, users'],
    [['--from', 'x', '--on-name-conflict', 'guess'], '--on-name-conflict takes stop, rename, not guess'],
    [['--from', 'x', '--dry-run', '--delta'], '--dry-run and --delta exclude each other'],
  ])('%j is refused: %s', (words, message) => expect(() => parseImport(words, {})).toThrow(message));

  it('takes the address from the environment, so that it is in no process list', () => {
    expect(parseImport(['verify'], { IMPORT_FROM: 'sqlite:x' })).toMatchObject({
      verify: true,
      from: 'sqlite:x',
      logs: 'all',
    });
    expect(parseImport(['--help'], {})).toBeUndefined();
  });

  it('keeps the report of a verify apart, because the check list of the import is still needed', () => {
    const folders = [[], ['verify']].map((words) => parseImport(words, { IMPORT_FROM: 'sqlite:x' })?.report);
    expect(folders).toEqual(['import-report', 'import-report/verify']);
  });
});

describe('a source that cannot be read', () => {
  it('is named with the reason, and never with its password', async () => {
    const server = new URL(process.env.TEST_DATABASE_URL ?? '');
    const at = `127.0.0.1:${server.port}`;
    const { username, password } = server;
    await refused('--from', 'ftp://x').toThrow('the address of the source is not understood');
    await refused('--from', 'sqlite:/nowhere/one-api.db').toThrow('there is no such file');
    await refused('--from', `postgres://${username}:wrong-secret@${at}/postgres`).toThrow(
      /^postgres:\/\/127\.0\.0\.1:\d+\/postgres cannot be opened: login or password is wrong$/,
    );
    await refused('--from', `postgres://${username}:${password}@${at}/nothing`).toThrow('there is no such database');
    await refused('--from', 'postgres://u:secret@127.0.0.1:1/x').toThrow(/nothing listens at this address$/);
    await refused('--from', 'mysql://u:secret@127.0.0.1:1/x').toThrow(
      'mysql://127.0.0.1:1/x cannot be opened: nothing listens at this address',
    );
  });

  it('is no database at all', async () => {
    writeFileSync(join(folder, 'text.db'), 'no database '.repeat(500));
    await refused('--from', `sqlite:${join(folder, 'text.db')}`).toThrow('file is not a database');
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await refused('--from', `mysql://u:secret@127.0.0.1:${port}/x`).toThrow(/cannot be opened: (?!.*secret)/);
    server.close();
  });

  it('is a database without the rights to read it', async () => {
    const name = `rights_${process.pid}`;
    const server = new URL(process.env.TEST_DATABASE_URL ?? '');
    await onDatabase(server.href, `CREATE DATABASE ${name}`);
    const inside = new URL(server);
    inside.pathname = `/${name}`;
    await onDatabase(inside.href, `CREATE TABLE users (id bigint); CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
    inside.username = name;
    inside.password = 'p';
    // the catalogue hides tables that the login may not read
    await refused('--from', inside.href).toThrow('it has no table users that this login can see');
    await onDatabase(server.href, `DROP DATABASE ${name}`);
    await onDatabase(server.href, `DROP ROLE ${name}`);
  });

  it('is another database: the missing table or column is named', async () => {
    await refused('--from', madeOf('empty.db', 'CREATE TABLE t (a)')).toThrow(
      'is not a known database: it has no table users',
    );
    await refused('--from', madeOf('users.db', 'CREATE TABLE users (id integer)')).toThrow(
      'it has none of the columns top_ups.payment_provider',
    );
    const half = 'CREATE TABLE users (id integer, username text); CREATE TABLE tokens (id integer, subnet text)';
    await refused('--from', madeOf('half.db', half)).toThrow(
      /looks like One API, but lacks column users\.password, .*table redemptions/,
    );
  });
});

(hasMariadb(1) ? describe : describe.skip)('MariaDB', () => {
  it('tells a wrong password and a missing database apart', async () => {
    const server = await MariadbServer.start();
    const wrong = new URL(server.url('x'));
    wrong.password = 'wrong-secret';
    await refused('--from', wrong.href).toThrow(/cannot be opened: login or password is wrong$/);
    await refused('--from', server.url('nothing')).toThrow('there is no such database');
    await server.stop();
  }, 60_000);
});

describe('a target', () => {
  it('that is there and not empty is left alone', async () => {
    const other = await testDatabase();
    await other.owner.query(`INSERT INTO auth.users (username, username_key) VALUES ('a', 'a'), ('b', 'b')`);
    await expect(importInto(other, '--from', sqlite.address)).rejects.toThrow('is not empty: it holds 2 users');
    await expect(importInto(other, '--from', sqlite.address, '--delta')).rejects.toThrow('holds no import yet');
    await other.close();
  });

  it('that cannot be opened is named', async () => {
    const nowhere = { url: 'postgres://u:secret@127.0.0.1:1/x' };
    await expect(importInto(nowhere, '--from', sqlite.address)).rejects.toThrow(
      'the target the target cannot be opened: connect ECONNREFUSED',
    );
  });

  it('stays unchanged if two names are equal under the product rule, and the list names the users', async () => {
    const before = await digestOf(db);
    await refused('--from', sqlite.address).toThrow(
      /users have a name that is another user's name here[^]*user 67 \(alice\) and user 66[^]*Nothing was changed/,
    );
    expect(await digestOf(db)).toEqual(before);
    expect(await db.owner.query('SELECT FROM admin.imports')).toEqual([]);
  });

  it('refuses a second import while one is running', async () => {
    const ran = await Promise.allSettled([1, 2].map(() => importInto(db, '--from', sqlite.address, ...rename)));
    const codes = ran.map((one) => (one.status === 'fulfilled' ? one.value.code : (one.reason as Error).message));
    expect(codes).toEqual(
      expect.arrayContaining([2, expect.stringContaining('another import into the target is running')]),
    );
  }, 30_000);

  it('that holds the import of a source takes no other source', async () => {
    const other = await loadSample('newapi-2026-08-sqlite');
    await refused('--from', other.address, ...rename).toThrow('the target holds an import of sqlite:');
    await other.close();
  });

  it('does not go on with a source that was written to since: a delta does', async () => {
    const database = new Database(sqlite.address.slice('sqlite:'.length));
    database.exec('UPDATE users SET quota = quota + 7 WHERE id = 2');
    database.close();
    await refused('--from', sqlite.address).toThrow(
      /the source has changed since the import began \(users\.quota: .*run the command with --delta/,
    );
    expect(
      (await importInto(db, '--from', sqlite.address, '--delta')).report.sums.every(({ reconciled }) => reconciled),
    ).toBe(true);
    expect((await importInto(db, 'verify', '--from', sqlite.address)).code).toBe(0);
  }, 30_000);

  it('in which people work takes no delta, which would take back what they did', async () => {
    await db.owner.query(
      `SELECT ledger.post('admin_adjust', 'x', 1, '', '', ARRAY[(2, 'quota', 5)::ledger.leg, (NULL, 'admin', -5)::ledger.leg])`,
    );
    await refused('--from', sqlite.address, '--delta').toThrow('the target has been in use since the import');
    const verified = await importInto(db, 'verify', '--from', sqlite.address);
    expect(verified.code).toBe(2);
    expect(verified.text).toContain('2: balance or figures');
    expect(verified.report.sums.find(({ name }) => name === 'users.quota')).toMatchObject({ reconciled: false });
  }, 30_000);
});
