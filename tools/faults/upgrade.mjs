import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rollout } from '@tollgate/testing/faults';
import { linkModules } from './seeded/variant.mjs';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Every service of an earlier commit, on the schema of this one, is replaced by this one's, replica after replica, under
 * load; then the other way round. No request may fail.
 */
export async function upgrade(suite, ref, repeat) {
  const old = checkOut(ref);
  try {
    const main = join(old, 'apps/all/dist/main.js');
    const now = join(ROOT, 'apps/all/dist/main.js');
    const short = execFileSync('git', ['rev-parse', '--short', ref], { cwd: ROOT, encoding: 'utf8' }).trim();
    const faults = [
      rollout(undefined, { main: now, name: `upgrade from ${short}` }),
      rollout(undefined, { main, name: `roll back to ${short}` }),
    ];
    await suite.run(faults, repeat, { main });
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', old], { cwd: ROOT });
    rmSync(old, { recursive: true, force: true });
  }
}

/** A commit, built, in a folder of its own. */
function checkOut(ref) {
  const folder = join(mkdtempSync(join(tmpdir(), 'tollgate-upgrade-')), 'old');
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  execFileSync('git', ['worktree', 'add', '--quiet', '--detach', folder, ref], { cwd: ROOT });
  const sameModules =
    execFileSync('git', ['diff', '--name-only', ref, '--', 'package-lock.json'], { cwd: ROOT }).length === 0;
  if (sameModules) linkModules(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  else run('npm', 'ci', '--no-audit', '--no-fund', '--silent');
  run(process.execPath, 'node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json');
  return folder;
}
