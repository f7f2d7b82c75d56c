import { existsSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIBRARY = 'faketime/libfaketimeMT.so.1';

/** A clock that a process started with `env` shows instead of the right one. Its monotonic clock stays as it is. */
export class WrongClock {
  private readonly file = join(tmpdir(), `tollgate-clock-${process.pid}-${Math.random().toString(36).slice(2)}`);

  private constructor(private readonly library: string) {}

  /** Right, until it is set. */
  static async make(): Promise<WrongClock> {
    const library = findLibrary();
    if (!library) throw new Error(whyNoWrongClock());
    const clock = new WrongClock(library);
    await clock.set(0);
    return clock;
  }

  /** Read again once a second by those who use it. */
  get env(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  async set(secondsOff: number): Promise<void> {
    await writeFile(this.file, `${secondsOff < 0 ? '' : '+'}${secondsOff}s\n`);
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

/** Why none can be had here, or undefined. */
export function whyNoWrongClock(): string | undefined {
  return findLibrary() ? undefined : 'libfaketime is not installed';
}

function findLibrary(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const places = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))];
  return places.map((place) => join(place, LIBRARY)).find((path) => existsSync(path));
}
