import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tollgate/embedded-postgres';
import { LOOPBACK } from '@tollgate/testing/mail';
import pg from 'pg';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SERVICES = ['auth', 'billing', 'admin'];
/** The path at which Kubernetes mounts the certificate; a test may not write there. */
const MOUNTED = '/etc/tollgate/database/ca.crt';

interface Job {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly volumeMounts: readonly { readonly mountPath: string }[] }[];
        readonly volumes: readonly { readonly secret: Mounted }[];
      };
    };
  };
}
interface Mounted {
  readonly secretName: string;
  readonly items: readonly { readonly path: string }[];
}
interface Manifest {
  readonly stringData: Readonly<Record<string, string>>;
}

let folder: string;
let server: EmbeddedPostgres;
/** The secrets of an installation: the owner's address and the secret of the seals. */
let secrets: Readonly<Record<string, string>>;

/**
 * A PostgreSQL with TLS and a certificate of a private authority, an owner that is no superuser, and the secrets that
 * `make-secrets.mjs` makes for them.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tollgate-authority-'));
  server = await startEmbeddedPostgres({ dataDir: folder, resolveFrom: import.meta.url });
  await enableTls(join(server.place, 'postgres'));
  await writeFile(join(folder, 'ca.pem'), LOOPBACK.cert);
  const at = `127.0.0.1:${new URL(server.url).port}/platform`;
  const made = join(folder, 'secrets');
  node('docker/make-secrets.mjs', [made, '--database', at, '--owner', 'proprietor', '--ca', join(folder, 'ca.pem')]);
  const documents = readFileSync(join(made, 'secrets.yaml'), 'utf8').split('\n---\n');
  secrets = Object.assign({}, ...documents.map((text) => (parse(text) as Manifest).stringData)) as typeof secrets;
  await ask(
    server.url,
    `CREATE ROLE proprietor LOGIN CREATEROLE PASSWORD '${secrets['owner-password']}'`,
    'CREATE DATABASE platform OWNER proprietor',
  );
  await ask(useLocalFile(secrets.migrate ?? ''), readFileSync(join(made, 'logins.sql'), 'utf8'));
}, 120_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

async function enableTls(cluster: string): Promise<void> {
  const { uid, gid } = await stat(cluster);
  for (const [name, text] of [
    ['server.crt', LOOPBACK.cert],
    ['server.key', LOOPBACK.key],
  ] as const) {
    await writeFile(join(cluster, name), text, { mode: 0o600 });
    await chown(join(cluster, name), uid, gid);
  }
  await ask(server.url, 'ALTER SYSTEM SET ssl = on', 'SELECT pg_reload_conf()');
}

async function ask(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
const useLocalFile = (url: string) => url.replace(MOUNTED, join(folder, 'ca.pem'));

function node(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const all = { PATH: process.env.PATH, ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    encoding: 'utf8',
    env: all,
    timeout: 60_000,
  });
  return { status, output: stdout + stderr };
}
const command = (name: string, url = '') =>
  node('apps/all/dist/main.js', [name], {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    CRYPTO_SECRET: secrets.CRYPTO_SECRET ?? '',
  });

describe('a database with a certificate of a private authority', () => {
  it('has an owner with the role of each service before the schema exists, because a restored dump makes no roles', async () => {
    const asOwner = ask(
      useLocalFile(secrets.migrate ?? ''),
      ...SERVICES.map((service) => `SET ROLE tollgate_${service}; RESET ROLE`),
    );
    await expect(asOwner).resolves.toBeUndefined();
  });

  it('is migrated and checked by an owner that is no superuser, with the generated address', () => {
    expect(secrets.migrate).toMatch(new RegExp(`\\?sslmode=verify-full&sslrootcert=${MOUNTED}$`));
    expect(secrets['ca.crt']).toBe(LOOPBACK.cert);
    for (const name of ['migrate', 'invariants', 'ledger:verify', 'audit:verify'])
      expect([name, command(name, useLocalFile(secrets.migrate ?? ''))]).toMatchObject([name, { status: 0 }]);
  });

  it('is not used without that authority, or if the file is missing', () => {
    const [address = ''] = (secrets.migrate ?? '').split('&');
    const refused = command('invariants', address);
    expect(refused).toMatchObject({ status: 1, output: expect.stringContaining('self-signed certificate') });
    const lost = command('invariants', secrets.migrate);
    expect(lost).toMatchObject({
      status: 1,
      output: expect.stringContaining(`no such file or directory, open '${MOUNTED}'`),
    });
  });

  it('is verified with the file that Kubernetes mounts', () => {
    const job = parse(readFileSync(join(ROOT, 'k8s/base/migrate.yaml'), 'utf8')) as Job;
    const { containers, volumes } = job.spec.template.spec;
    expect(`${containers[0]?.volumeMounts[0]?.mountPath}/${volumes[0]?.secret.items[0]?.path}`).toBe(MOUNTED);
    expect(volumes[0]?.secret.secretName).toBe('database-ca');
  });
});
