import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, type Environment, loadConfig, type Needs, parseTargets } from './load.js';
import { address, list, ranges, text, toggle, whole } from './setting.js';

const STRONG = 'q9Zk3vT7mXw2LrY8pB5nHs1DgF6jKc4A';
const OTHER = 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn';
const ALL: Needs = { database: true, nats: false };
let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tollgate-config-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const load = (env: Environment, needs = ALL) => loadConfig({}, needs, { DATA_DIR: dataDir, ...env });
const production: Environment = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://db/tollgate',
  NATS_URL: 'nats://bus:4222',
  CRYPTO_SECRET: OTHER,
};

function getProblems(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('need nothing outside production, and keep the secrets they make', () => {
    const first = load({});
    expect(first).toMatchObject({ PORT: 3000, HEALTH_PORT: 9090, DATABASE_URL: undefined, SESSION_DAYS: 30 });
    expect(first.CRYPTO_SECRET).toEqual([expect.stringMatching(/^.{43}$/)]);
    expect(load({}).CRYPTO_SECRET).toEqual(first.CRYPTO_SECRET);
    const file = join(dataDir, 'secrets', 'CRYPTO_SECRET');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(`${first.CRYPTO_SECRET[0]}\n`);
  });

  it('are refused all at once, each by its name, and without the value of a secret', () => {
    const env = { ...production, PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: '', CRYPTO_SECRET: 'hunter2' };
    const problems = getProblems(() => load(env));
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'CRYPTO_SECRET',
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('are enough for production when strong ones are given', () => {
    expect(getProblems(() => load(production))).toEqual([]);
    expect(load({ ...production, CRYPTO_SECRET: `${OTHER}, ${STRONG.toLowerCase()}` }).CRYPTO_SECRET).toEqual([
      OTHER,
      STRONG.toLowerCase(),
    ]);
  });

  it('take SESSION_SECRET for a CRYPTO_SECRET that is not set, as New API does', () => {
    expect(load({ ...production, CRYPTO_SECRET: '', SESSION_SECRET: STRONG }).CRYPTO_SECRET).toEqual([STRONG]);
    expect(load({ ...production, SESSION_SECRET: STRONG }).CRYPTO_SECRET).toEqual([OTHER]);
  });

  const weak: [string, Environment][] = [
    ['a short one', { CRYPTO_SECRET: STRONG.slice(1) }],
    ['New API’s sample', { CRYPTO_SECRET: '', SESSION_SECRET: 'random_string'.padEnd(40, STRONG) }],
    ['a sample', { CRYPTO_SECRET: `change-me-${STRONG}` }],
    ['a regular one', { CRYPTO_SECRET: 'abcabcabc'.repeat(5) }],
    ['an old one that is short', { CRYPTO_SECRET: `${OTHER},old` }],
    ['none', { CRYPTO_SECRET: '' }],
    ['no bus', { NATS_URL: '' }],
  ];
  it.each(weak)('are refused in production with %s', (_what, env) => {
    expect(getProblems(() => load({ ...production, ...env }))).toHaveLength(1);
  });

  it('need NATS where not all services run here, and neither database nor secret where none has one', () => {
    expect(getProblems(() => load({}, { database: false, nats: true }))).toEqual([
      'NATS_URL: needed, as TARGET does not name all services',
    ]);
    const without = load({ ...production, DATABASE_URL: '', CRYPTO_SECRET: '' }, { database: false, nats: true });
    expect(without.CRYPTO_SECRET).toEqual([]);
  });

  it('are few for a command that ends: the database, and the secret where it opens what is sealed', () => {
    const command = { database: true, nats: false, serves: false, secrets: false };
    const alone = { ...production, NATS_URL: '', CRYPTO_SECRET: '' };
    expect(load(alone, command).CRYPTO_SECRET).toEqual([]);
    expect(getProblems(() => load({ ...alone, DATABASE_URL: '' }, command))).toEqual([
      'DATABASE_URL: needed in production',
    ]);
    expect(getProblems(() => load(alone, { ...command, secrets: true }))).toEqual([
      'CRYPTO_SECRET: needed in production',
    ]);
  });

  it('are of their kinds', () => {
    const settings = {
      A: text('', { pattern: /^a+$/, default: 'a' }),
      B: whole('', { min: 1, max: 9, default: 1 }),
      C: toggle('', { default: false }),
      D: address('', { schemes: ['https'], optional: true }),
      E: list('', { default: ['x'] }),
      F: ranges('', { default: [] }),
      G: text('', {}),
    };
    const read = (env: Environment) => loadConfig(settings, ALL, { DATA_DIR: dataDir, G: 'g', ...env });
    expect(read({})).toMatchObject({ A: 'a', B: 1, C: false, D: undefined, E: ['x'], F: [], G: 'g' });
    const given = { A: 'aaa', B: '9', C: 'on', D: 'https://x', E: 'a, ,b', F: '10.0.0.0/8,::1' };
    expect(read(given)).toMatchObject({ ...given, B: 9, C: true, E: ['a', 'b'], F: ['10.0.0.0/8', '::1'] });
    const wrong = { A: 'b', B: '1.5', C: 'perhaps', D: 'http://x', F: '10.0.0.0/99', G: '' };
    expect(getProblems(() => read(wrong))).toHaveLength(6);
  });
});

describe('TARGET', () => {
  const known = ['auth', 'billing', 'gateway'] as const;
  it('is all by default, or a list in any order', () => {
    expect(parseTargets({}, known)).toEqual(known);
    expect(parseTargets({ TARGET: 'ALL' }, known)).toEqual(known);
    expect(parseTargets({ TARGET: 'gateway, auth' }, known)).toEqual(['auth', 'gateway']);
  });
  it('names what there is when it is not known', () => {
    expect(getProblems(() => parseTargets({ TARGET: 'auth,gate' }, known))).toEqual([
      'TARGET: gate is not known; there are all, auth, billing, gateway',
    ]);
  });
});
