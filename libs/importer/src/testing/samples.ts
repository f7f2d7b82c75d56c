import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { MariadbServer } from '@tollgate/testing/mariadb';
import Database from 'libsql';
import pg from 'pg';

/** Databases that the real programs made, with odd rows in them. All data is invented. */
export const SAMPLES = [
  'newapi-2025-11-sqlite',
  'newapi-2025-11-mariadb',
  'newapi-2026-08-sqlite',
  'newapi-2026-08-postgres',
  'one-api-sqlite',
  'one-hub-sqlite',
] as const;
export type Sample = (typeof SAMPLES)[number];

/** The expected result for a sample, as counted in it with SQL. */
export interface Expected {
  readonly row_counts: Readonly<Record<string, number>>;
  readonly users: {
    readonly all: Readonly<Record<string, string>> & { readonly count: number };
    readonly live: { readonly count: number };
    readonly max_id: number;
  };
  readonly tokens: { readonly count: number; readonly sum_used_quota: string; readonly of_missing_user: number };
  readonly redemption_codes: { readonly count: number; readonly sum_quota: string };
  readonly logs: {
    readonly rows: number;
    readonly by_type: Readonly<Record<string, { readonly count: number; readonly sum_quota: string }>>;
  };
  readonly two_fa?: { readonly enabled_with_secret_of_live_user: number };
  readonly credentials: readonly Person[];
  readonly redemption_keys: Readonly<Record<string, readonly string[]>>;
}

/** A user of a sample with secrets in plain text. */
export interface Person {
  readonly id: number;
  readonly username: string | null;
  readonly password: string;
  readonly password_matches_hash: boolean;
  readonly live: boolean;
  readonly status: number | null;
  readonly access_token?: string;
  readonly tokens?: readonly {
    readonly id: number;
    readonly status: number;
    readonly key_in_database: string;
    readonly key_sent_by_clients: string | null;
  }[];
  readonly totp?: { readonly secret: string; readonly enabled: boolean };
  readonly backup_codes?: {
    readonly unused: readonly string[];
    readonly used: readonly string[];
    readonly replaced?: readonly string[];
  };
  readonly passkey?: {
    readonly credential_id_base64: string;
    readonly private_key_jwk: object;
    readonly rp_id: string;
    readonly origin: string;
  };
}

const FOLDER = fileURLToPath(new URL('../../samples', import.meta.url));
const read = (name: string) => gunzipSync(readFileSync(join(FOLDER, name))).toString('utf8');

/** Reads the expected result for a sample. */
export function expectedOf(sample: Sample): Expected {
  return JSON.parse(read(`${sample}.expected.json.gz`)) as Expected;
}

/** A sample in a database of its own kind. */
export interface LoadedSample {
  readonly address: string;
  close(): Promise<void>;
}

/** Loads a sample; for MariaDB into a server that the caller started. */
export async function loadSample(sample: Sample, mariadb?: MariadbServer): Promise<LoadedSample> {
  const dump = read(`${sample.replace(/-(\w+)$/, '.$1')}.sql.gz`);
  const name = `import_${randomBytes(4).toString('hex')}`;
  if (sample.endsWith('sqlite')) return loadSqlite(dump);
  if (sample.endsWith('postgres')) return loadPostgres(name, dump);
  if (!mariadb) throw new Error('a MariaDB server is needed');
  await mariadb.load(name, dump);
  return { address: mariadb.url(name), close: () => mariadb.run(`DROP DATABASE ${name}`) };
}

async function loadSqlite(dump: string): Promise<LoadedSample> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-sample-'));
  const file = join(folder, 'one-api.db');
  const database = new Database(file);
  database.exec(dump);
  database.close();
  return { address: `sqlite:${file}`, close: () => rm(folder, { recursive: true, force: true }) };
}

async function loadPostgres(name: string, dump: string): Promise<LoadedSample> {
  const server = process.env.TEST_DATABASE_URL ?? '';
  await onDatabase(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onDatabase(url.href, dump);
  return { address: url.href, close: () => onDatabase(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Runs statements in a PostgreSQL database. */
export async function onDatabase(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
