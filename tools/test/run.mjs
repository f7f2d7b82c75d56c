import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestServer } from './server.mjs';

/**
 * `npm test`: everything but the long tests, on a machine that has nothing but Node. Each step runs even if an earlier one
 * failed; the last line sums up all Jest runs. Tests that need nats-server or a browser run if the machine has one.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tollgate-tally-'));
const tally = join(folder, 'tally');
writeFileSync(tally, '');

/** @type {NodeJS.ProcessEnv} */
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  NX_DAEMON: 'false',
  TEST_TALLY: tally,
};

function run(title, command, args, more = {}) {
  process.stdout.write(`\n== ${title}\n`);
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...env, ...more }, stdio: 'inherit' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => {
      process.stdout.write(
        `== ${title}: ${code === 0 ? 'ok' : 'FAILED'} (${Math.round((Date.now() - began) / 1000)} s)\n`,
      );
      resolve(code === 0);
    });
  });
}

const jest = (config, ...args) => ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '-c', config, ...args];
/** Timed requests may take 10 s longer, because the machine is busy with other tests. */
const abuse = (what) => ['tools/fuzz/main.mjs', what, '--slack', '10000'];
const failures = [];
const step = async (title, ...rest) => {
  if (!(await run(title, ...rest))) failures.push(title);
};

async function all() {
  const server = process.env.TEST_DATABASE_URL ? undefined : await startTestServer();
  if (server) env.TEST_DATABASE_URL = server.url;
  try {
    await step('format', 'prettier', ['--check', '.']);
    await step('lint and types', 'nx', ['run-many', '-t', 'lint', 'typecheck']);
    await step('shape', 'nx', ['run', '@tollgate/source:check']);
    await step('small and medium tests', 'nx', ['run-many', '-t', 'test', '--skip-nx-cache']);
    await step('whole tests', process.execPath, jest('jest.e2e.config.mjs'));
    await step('console in a browser', process.execPath, jest('jest.browser.config.mjs'));
    await step('fuzz, short', process.execPath, ['tools/fuzz/main.mjs', '--requests', '3000']);
    await step('abuse of connections, short', process.execPath, [...abuse('--raw'), '--requests', '200']);
    await step('seeded defects, short', process.execPath, ['tools/faults/main.mjs', '--defects', '--quick']);
    if (hasNats()) {
      const paths = ['--testPathPatterns', 'documented-examples|first-walk'];
      await step('abuse of the bus, short', process.execPath, [...abuse('--bus'), '--requests', '5000']);
      await step('whole tests over NATS', process.execPath, jest('jest.e2e.config.mjs', ...paths), {
        E2E_MESH: 'nats',
      });
    }
  } finally {
    await server?.stop();
  }
}

function hasNats() {
  if (!spawnSync('nats-server', ['--version'], { env }).error) return true;
  process.stdout.write('\nSKIPPED the whole tests over NATS: nats-server is not on the PATH\n');
  if (process.env.REQUIRE_NATS === '1') failures.push('nats-server is required');
  return false;
}

function sum() {
  const lines = readFileSync(tally, 'utf8').trim().split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line))
    .reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), {
      passed: 0,
      failed: 0,
      skipped: 0,
    });
}

const isBuilt =
  (await run('build', 'tsc', ['-b', 'tsconfig.build.json'])) &&
  (await run('build of the console', process.execPath, ['tools/build/console.mjs']));
if (isBuilt) await all();
else failures.push('build');
const { passed, failed, skipped } = sum();
rmSync(folder, { recursive: true });
if (skipped > 0) process.stdout.write(`\nSKIPPED ${skipped} tests\n`);
if (failures.length > 0) process.stdout.write(`\nfailed steps: ${failures.join(', ')}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failures.length > 0 || failed > 0 ? 1 : 0;
