import { execFile } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SIZE_MB = 400;

/** A file system of a few hundred megabytes, in memory, that can be filled up. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** Mounts it on an empty folder. @throws where this account may not mount */
  static async mount(path: string): Promise<SmallDisk> {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0755`, 'tmpfs', path]);
    return new SmallDisk(path);
  }

  /** Takes every byte that is left. */
  async fill(): Promise<void> {
    for (;;) {
      const { bavail, bsize } = await statfs(this.path);
      if (bavail === 0) return;
      const block = Buffer.alloc(Math.min(bavail * bsize, 16 * 1024 * 1024));
      await writeFile(this.ballast, block, { flag: 'a' }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error; // another process took some of it in between
      });
    }
  }

  /** Gives back what `fill` took. */
  async free(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.path]);
  }

  private get ballast(): string {
    return join(this.path, 'ballast');
  }
}

/** Why none can be had here, or undefined. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'it needs tmpfs';
  return process.getuid?.() === 0 ? undefined : 'it needs root, to mount a tmpfs';
}
