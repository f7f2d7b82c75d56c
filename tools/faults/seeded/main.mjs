// npm run faults -- --defects: builds with a protection taken out, each of which its check must fail on, and pass without it.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '../../test/server.mjs';
import { DEFECTS, QUICK } from './defects.mjs';
import { Variant } from './variant.mjs';

const ROOT = join(import.meta.dirname, '../../..');

/** @param only part of a name; @param quick those that take seconds */
export async function runDefects({ only = '', quick = false } = {}) {
  const hasNats = !spawnSync('nats-server', ['--version']).error;
  const named = (quick ? QUICK : DEFECTS).filter(({ name }) => name.includes(only));
  const chosen = named.filter(({ nats }) => !nats || hasNats);
  if (chosen.length < named.length) skip(`${named.length - chosen.length} defects: nats-server is not on the PATH`);
  const server = process.env.TEST_DATABASE_URL ? undefined : await startTestServer();
  const variant = new Variant(ROOT);
  const env = childEnv(server?.url ?? process.env.TEST_DATABASE_URL);
  const rows = [];
  try {
    const sound = new Map();
    for (const defect of chosen) {
      const { check, name } = defect;
      const key = `${check.spec} ${check.test}`;
      if (!sound.has(key)) sound.set(key, await run(variant, check, env));
      variant.seed(defect);
      const seeded = await run(variant, check, env);
      variant.heal();
      const row = { name, check, ...verdict(defect, sound.get(key), seeded), ms: seeded.ms };
      rows.push(row);
      process.stdout.write(
        `${row.caught ? 'caught' : 'MISSED'} ${name} (${Math.round(row.ms / 1000)} s): ${row.why}\n`,
      );
    }
  } finally {
    variant.remove();
    await server?.stop();
  }
  return report(rows);
}

function skip(what) {
  process.stdout.write(`\nSKIPPED ${what}\n`);
  if (process.env.REQUIRE_NATS === '1') throw new Error('nats-server is required');
}

/** The runs' own results are no part of a tally that sums up sound tests. */
function childEnv(url) {
  const env = { ...process.env };
  delete env.TEST_TALLY;
  return { ...env, TEST_DATABASE_URL: url, NODE_OPTIONS: '--experimental-vm-modules' };
}

/** Runs the tests of a spec whose names hold a text, in the copy. */
async function run({ root }, { spec, test }, env) {
  const config = spec.endsWith('.e2e-spec.ts') ? 'jest.e2e.config.mjs' : `${spec.split('/src/')[0]}/jest.config.mjs`;
  const output = join(root, 'result.json');
  const pattern = test.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const args = ['node_modules/jest/bin/jest.js', '-c', config, '--runTestsByPath', spec, '-t', pattern];
  const began = performance.now();
  const child = spawn(process.execPath, [...args, '--json', '--outputFile', output, '--ci'], {
    cwd: root,
    env,
    stdio: 'ignore',
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  const { testResults } = JSON.parse(readFileSync(output, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    ms: performance.now() - began,
    code,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failures: tests
      .filter(({ status }) => status === 'failed')
      .map(({ failureMessages }) => failureMessages.join('\n')),
    broken: testResults.map(({ message, assertionResults }) => (assertionResults.length === 0 ? message : '')).join(''),
  };
}

/** Caught is only what fails by the finding that belongs to it, with the same check passing on the sound build. */
function verdict({ reported }, sound, seeded) {
  if (sound.code !== 0 || sound.passed === 0)
    return { caught: false, why: `fails on the sound build: ${first(sound)}` };
  if (seeded.broken) return { caught: false, why: `the spec did not run: ${seeded.broken.slice(0, 300)}` };
  if (seeded.failures.length === 0) return { caught: false, why: 'the check passes' };
  const finding = seeded.failures.map((text) => reported.exec(plain(text))?.[0]).find(Boolean);
  if (!finding) return { caught: false, why: `fails for another reason: ${first(seeded)}` };
  return { caught: true, why: finding.replace(/\s+/g, ' ').slice(0, 120) };
}

const first = ({ failures: [text = 'no test of this name'], broken }) => plain(broken || text).slice(0, 800);
// eslint-disable-next-line no-control-regex -- Jest colours what it says
const plain = (text) => text.replace(/\u001b\[\d+m/g, '');

function report(rows) {
  process.stdout.write('\n| defect | check | caught |\n|---|---|---|\n');
  for (const { name, check, caught } of rows) {
    process.stdout.write(`| ${name} | \`${check.spec}\`: ${check.test} | ${caught ? 'yes' : '**NO**'} |\n`);
  }
  const caught = rows.filter((row) => row.caught).length;
  process.stdout.write(`\nload average ${loadavg()[0].toFixed(1)}; ${caught} of ${rows.length} defects caught\n`);
  return rows.length > 0 && caught === rows.length;
}
