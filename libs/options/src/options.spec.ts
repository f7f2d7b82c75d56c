import { describe, expect, it } from '@jest/globals';
import type { Database } from '@tollgate/platform/db';
import { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import { Options } from './options.js';

describe('options', () => {
  it('are read once more, although many changes are announced while they are read', async () => {
    let readings = 0;
    let version = 1;
    let answer: () => void = () => undefined;
    const query = async ({ name }: { name: string }) => {
      if (name !== 'options.load') return [];
      readings += 1;
      const row = { version, stored: {} };
      await new Promise<void>((resolve) => (answer = resolve));
      return [row];
    };
    const log = new Log('test', true, () => undefined);
    const options = new Options({ query } as unknown as Database, new Secrets(['a secret']), log);
    const first = options.refresh();
    await new Promise(setImmediate);
    version = 2;
    const told = Array.from({ length: 1000 }, () => options.refresh());
    answer();
    await first;
    expect(options.version).toBe(1);
    while (readings < 2) await new Promise(setImmediate);
    answer();
    await Promise.all(told);
    expect([readings, options.version]).toEqual([2, 2]);
  });
});
