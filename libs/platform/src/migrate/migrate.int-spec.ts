import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { readCtype, LOCK, migrate, type Migration, pendingMigrations } from './migrate.js';

class Roles1000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const role of ['tollgate_auth', 'tollgate_billing', 'tollgate_admin']) {
      await runner.query(`DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
    }
    await runner.query('CREATE TABLE platform.things (id int)');
    await runner.query('SELECT pg_sleep(0.3)');
  }
  async down(): Promise<void> {}
}
class Index1000000000002 implements MigrationInterface {
  readonly transaction = false;
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX CONCURRENTLY IF NOT EXISTS things_id ON platform.things (id)');
  }
  async down(): Promise<void> {}
}
class Column1000000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.things ADD COLUMN name text');
  }
  async down(): Promise<void> {}
}
const migrations: readonly Migration[] = [Roles1000000000001, Index1000000000002];
const names = migrations.map(({ name }) => name);

const server = process.env.TEST_DATABASE_URL ?? '';
let url: string;
async function onServer(text: string, at = server): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: at });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
beforeEach(async () => {
  const name = `tollgate_test_migrate_${randomBytes(4).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
});
afterEach(() => onServer(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`));

describe('migrate', () => {
  it('applies each once when three processes start together, an index made CONCURRENTLY included', async () => {
    expect(await pendingMigrations(url, migrations)).toEqual(names);
    const applied = await Promise.all([1, 2, 3].map(() => migrate({ url, migrations })));
    expect(applied.flat()).toEqual(names);
    expect(await pendingMigrations(url, migrations)).toEqual([]);
    expect(
      await onServer(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'platform.things_id'::regclass`, url),
    ).toEqual([{ indisvalid: true }]);
  });

  it('gives up within seconds where the running release holds a table, and can be run again', async () => {
    await migrate({ url, migrations });
    const more = [...migrations, Column1000000000003];
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE platform.things IN ACCESS SHARE MODE');
    const began = Date.now();
    await expect(migrate({ url, migrations: more })).rejects.toThrow('lock timeout');
    expect(Date.now() - began).toBeLessThan(5000);
    await holder.end();
    expect(await migrate({ url, migrations: more })).toEqual([Column1000000000003.name]);
  });

  it('reports that another process has been migrating for too long', async () => {
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await expect(migrate({ url, migrations, patienceMs: 1 })).rejects.toThrow('another process');
    await other.end();
  });

  it('does not mind what a newer release has applied', async () => {
    await migrate({ url, migrations: [...migrations, Column1000000000003] });
    expect(await pendingMigrations(url, migrations)).toEqual([]);
  });

  it('tells the ctype', async () => {
    expect(await readCtype(url)).toMatch(/utf-?8/i);
  });
});
