import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './product.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const dockerfile = read('docker/Dockerfile');
/** The instructions of the last stage, without comments. */
const instructions = dockerfile
  .replaceAll('\\\n', '')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));
const COMPOSE = ['docker/compose.yml', 'docker/compose.all.yml'];
const compose = (file) => parse(read(file), { merge: true });

describe('the Dockerfile', () => {
  it('is built on images pinned by digest only', () => {
    const args = new Map(
      instructions.filter((line) => line.startsWith('ARG ')).map((line) => line.slice(4).split(/=(.*)/s)),
    );
    const bases = instructions
      .filter((line) => line.startsWith('FROM '))
      .map((line) => /^FROM \$\{(\w+)\}/.exec(line)?.[1]);
    expect(bases).toHaveLength(2);
    for (const base of bases) expect(args.get(base)).toMatch(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    const majors = [...args.values()].map((image) => /node(?:js)?:?(\d+)/.exec(image)?.[1]);
    expect(new Set(majors).size).toBe(1);
  });

  it('ends in a stage that only copies, is no root, and runs node itself', () => {
    const words = last.map((line) => line.split(' ')[0]);
    expect(words).not.toContain('RUN');
    expect(last.filter((line) => line.startsWith('COPY '))).toEqual(['COPY --from=build --chown=0:0 /image /app']);
    expect(last).toContain('USER 65532:65532');
    for (const word of ['ENTRYPOINT', 'HEALTHCHECK']) {
      const line = last.find((each) => each.startsWith(`${word} `)) ?? '';
      const exec = JSON.parse(line.slice(line.indexOf('[')));
      expect(exec[0]).toBe('/nodejs/bin/node');
    }
  });

  it('installs from the manifests of every workspace, all of which its context holds', () => {
    const workspaces = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
    );
    const made = workspaces.filter((workspace) => existsSync(join(root, workspace, 'package.json')));
    const copied = made.filter((workspace) => instructions.includes(`COPY ${workspace}/package.json ${workspace}/`));
    expect(made.filter((workspace) => !copied.includes(workspace))).toEqual([]);
    const context = read('.dockerignore').split('\n');
    const needed = [
      'apps',
      'libs',
      'package.json',
      'package-lock.json',
      '.npmrc',
      'tsconfig.base.json',
      'tsconfig.build.json',
      'docker/assemble.mjs',
      'docker/health.mjs',
      'tools/build/console.mjs',
      'LICENSE',
      'NOTICE',
    ];
    expect(needed.filter((path) => !context.includes(`!${path}`))).toEqual([]);
    expect(context).toEqual(expect.arrayContaining(['*', '**/node_modules', '**/dist', '**/.env*']));
  });
});

describe('the pinned images', () => {
  /** Name, version and the day of the last look for a newer one; docs/operations.md says how. */
  const pins = JSON.parse(read('docker/pins.json'));
  const MAX_AGE_DAYS = 183;
  const files = [...COMPOSE, 'docker/Dockerfile', 'k8s/overlays/dev/postgres.yaml'];

  it.each(Object.entries(pins))('%s was reviewed in the last six months', (_, { reviewed }) => {
    const age = (Date.now() - Date.parse(reviewed)) / 86_400_000;
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(MAX_AGE_DAYS);
  });

  it('are of one version everywhere', () => {
    const used = files.flatMap((file) =>
      [...read(file).matchAll(/(?:image: |=)(?:docker\.io\/library\/)?(nats|postgres|node):([\w.-]+)/g)].map(
        ([, name, version]) => `${name} ${version.replace(/-bookworm-slim$/, '')}`,
      ),
    );
    const { images } = parse(read('k8s/base/kustomization.yaml'));
    const chart = parse(read('k8s/chart/values.yaml'));
    used.push(`nats ${images.find(({ name }) => name === 'nats').newTag}`, `nats ${chart.natsImage.tag}`);
    expect([...new Set(used)].sort()).toEqual(
      Object.entries(pins)
        .map(([name, { version }]) => `${name} ${version}`)
        .sort(),
    );
  });
});

describe.each(COMPOSE)('%s', (file) => {
  const { services } = compose(file);
  const ours = Object.entries(services).filter(([name]) => name !== 'postgres');

  it('runs pinned images, read-only, without capabilities', () => {
    const images = Object.values(services).map(({ image }) => image);
    expect(images.filter((image) => !/:(local|\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?)$/.test(image))).toEqual([]);
    const loose = ours.filter(
      ([, { read_only, cap_drop, security_opt }]) =>
        !read_only || String(cap_drop) !== 'ALL' || !security_opt?.includes('no-new-privileges:true'),
    );
    expect(loose.map(([name]) => name)).toEqual([]);
  });

  it('writes no secret down, and asks for none that the script does not make', () => {
    const script = read('docker/make-secrets.mjs');
    const made =
      /^(POSTGRES_(PASSWORD|AUTH|BILLING|ADMIN)|NATS_(GATEWAY|AUTH|BILLING|ADMIN|RELAY)_[AB]|(SESSION|CRYPTO)_SECRET)$/;
    const asked = [...read(file).matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((name) => !made.test(name))).toEqual([]);
    expect(script).toContain("[...SERVICES, 'relay']");
    const values = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const plain = values.filter(
      ([key, value]) => /SECRET|PASSWORD|NATS_\w+_[AB]|NATS_ALL/.test(key) && !/^\$\{\w+:\?.*\}$/.test(value),
    );
    expect(plain.map(([key]) => key)).toEqual([]);
  });

  it('builds the image once, bounds the memory of each container, and rotates logs', () => {
    const all = Object.entries(services);
    expect(all.filter(([, { build }]) => build).map(([name]) => name)).toEqual(['migrate']);
    expect(all.filter(([, { mem_limit: limit, logging }]) => !limit || !logging?.options['max-size'])).toEqual([]);
  });

  it('waits for the migrations, which wait for the database', () => {
    const waiting = ours.filter(([name]) => !['migrate', 'nats'].includes(name));
    for (const [, { depends_on: on }] of waiting) expect(on.migrate.condition).toBe('service_completed_successfully');
    expect(services.migrate.command).toEqual(['migrate']);
    expect(services.migrate.depends_on.postgres.condition).toBe('service_healthy');
  });
});

describe('the accounts of the bus', () => {
  it('have their passwords from the environment, wherever the server runs', () => {
    const used = [...read('k8s/base/nats-accounts.conf').matchAll(/password: \$(\w+)/g)].map(([, name]) => name).sort();
    expect(used).toHaveLength(10);
    const given = Object.keys(compose('docker/compose.yml').services.nats.environment);
    expect(given.filter((name) => name.startsWith('NATS_')).sort()).toEqual(used);
    const onKubernetes = [...read('k8s/base/nats.yaml').matchAll(/name: (NATS_\w+)/g)].map(([, name]) => name).sort();
    expect(onKubernetes).toEqual(used);
  });
});
