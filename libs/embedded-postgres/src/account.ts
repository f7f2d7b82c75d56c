import { createHash } from 'node:crypto';
import { chown, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** uid and gid of the account that owns nothing, on every Linux. */
const NOBODY = 65_534;
/** Where the embedded database goes when it cannot live in the project. */
const SYSTEM_FOLDER = '/var/lib/tollgate';

/** The account PostgreSQL runs under. It refuses to run as root, so root runs it under the account `nobody`. */
export interface Account {
  /** Passed to spawn; empty when it is this process's own account. */
  readonly spawn: { readonly uid?: number; readonly gid?: number };
  /** Whether every folder on the way to a path can be entered by the account. */
  canReach(path: string): Promise<boolean>;
  /** Hands a path to the account. */
  give(path: string): Promise<void>;
}

/** The account for this process. */
export function databaseAccount(): Account {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) return { spawn: {}, canReach: () => Promise.resolve(true), give: () => Promise.resolve() };
  return {
    spawn: { uid: NOBODY, gid: NOBODY },
    canReach: enterableByOthers,
    give: (path) => chown(path, NOBODY, NOBODY),
  };
}

async function enterableByOthers(path: string): Promise<boolean> {
  for (let place = resolve(path); ; place = dirname(place)) {
    const found = await stat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // will be made
      throw error;
    });
    if (found?.isDirectory() && (found.mode & 0o001) === 0) return false;
    if (place === dirname(place)) return true;
  }
}

/** Where the cluster goes: into the data folder, or outside where the account cannot get there. */
export async function findPlace(dataDir: string, account: Account): Promise<string> {
  const home = resolve(dataDir);
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return (await account.canReach(home)) ? home : join(SYSTEM_FOLDER, mark);
}

/** As `findPlace`. Made if missing. */
export async function placeFor(dataDir: string, account: Account): Promise<string> {
  const place = await findPlace(dataDir, account);
  await mkdir(place, { recursive: true, mode: 0o755 });
  return place;
}
