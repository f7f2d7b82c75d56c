import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rollout } from '@tollgate/testing/faults';
import { linkModules } from './seeded/variant.mjs';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Every service of an earlier commit, on the schema of this one, is replaced by this one's, replica after replica, under
 * load; then the other way round. No request may fail.
 */
export async function upgrade(suite, ref, repeat) {
  const old = join(mkdtempSync(join(tmpdir(), 'tollgate-upgrade-')), 'old');
  execFileSync('git', ['worktree', 'add', '--quiet', '--detach', old, ref], { cwd: ROOT });
  try {
    build(old, ref);
    const main = join(old, 'apps/all/dist/main.js');
    const now = join(ROOT, 'apps/all/dist/main.js');
    suite.note(await between(old, ref));
    const short = execFileSync('git', ['rev-parse', '--short', ref], { cwd: ROOT, encoding: 'utf8' }).trim();
    const faults = [
      rollout(undefined, { main: now, name: `upgrade from ${short}` }),
      rollout(undefined, { main, name: `roll back to ${short}` }),
    ];
    await suite.run(faults, repeat, { main });
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

/** What the older services have to bear: the migrations that the schema has had and they do not know. */
async function between(old, ref) {
  const [then, now] = await Promise.all([old, ROOT].map(migrationsOf));
  const lost = then.filter((name) => !now.includes(name));
  if (lost.length > 0) throw new Error(`migrations of ${ref} that are gone: ${lost.join(', ')}`);
  const later = now.filter((name) => !then.includes(name));
  return `migrations after ${ref}: ${later.join(', ') || 'none, the schema is the same'}`;
}

async function migrationsOf(folder) {
  const { migrations } = await import(pathToFileURL(join(folder, 'libs/entities/dist/migrations/index.js')).href);
  return migrations.map(({ name }) => name);
}
