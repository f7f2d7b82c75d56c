import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrated, rollout } from '@tollgate/testing/faults';
import { linkModules } from './seeded/variant.mjs';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Starts the schema and the services of an earlier commit under load. Then it runs the migrations of this commit and replaces
 * every service by this commit's, one replica after another. Then it replaces them back, but keeps the schema. No request may fail.
 */
export async function upgrade(suite, ref, repeat) {
  const old = join(mkdtempSync(join(tmpdir(), 'tollgate-upgrade-')), 'old');
  execFileSync('git', ['worktree', 'add', '--quiet', '--detach', old, ref], { cwd: ROOT });
  try {
    build(old, ref);
    const main = join(old, 'apps/all/dist/main.js');
    const now = join(ROOT, 'apps/all/dist/main.js');
    const short = execFileSync('git', ['rev-parse', '--short', ref], { cwd: ROOT, encoding: 'utf8' }).trim();
    const [schema, newer] = await Promise.all([old, ROOT].map(migrationsOf));
    const later = namesLater(schema, newer);
    suite.note(`migrations after ${short}: ${later.join(', ') || 'none, the schema is the same'}`);
    const faults = [
      rollout(undefined, { main: now, name: `upgrade from ${short}` }),
      rollout(undefined, { main, name: `roll back to ${short}` }),
    ];
    if (later.length > 0) faults.unshift(migrated(`migrations under ${short}`, newer));
    await suite.run(faults, repeat, { main, schema });
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', old], { cwd: ROOT });
    rmSync(dirname(old), { recursive: true, force: true });
  }
}

/** Builds a commit where it is checked out, with its own packages where those are others. */
function build(folder, ref) {
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  const changed = execFileSync('git', ['diff', '--name-only', ref, '--', 'package-lock.json'], { cwd: ROOT });
  if (changed.length === 0) linkModules(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  else run('npm', 'ci', '--no-audit', '--no-fund', '--silent');
  run(process.execPath, 'node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json');
}

/** The migrations that the older services do not know but must work with. */
function namesLater(schema, newer) {
  const [then, now] = [schema, newer].map((list) => list.map(({ name }) => name));
  const gone = then.filter((name) => !now.includes(name));
  if (gone.length > 0) throw new Error(`migrations that are gone: ${gone.join(', ')}`);
  return now.filter((name) => !then.includes(name));
}

async function migrationsOf(folder) {
  const { migrations } = await import(pathToFileURL(join(folder, 'libs/entities/dist/migrations/index.js')).href);
  return migrations;
}
