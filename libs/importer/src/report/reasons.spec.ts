import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { REASON_NAMES } from './reasons.js';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const USED =
  /(?:out\.(?:refuse|merge|change|notice)\([^']*|found\(\s*'\w+',\s*|refuseStaged\(\s*|refuse\(|disabled\(id, out, |reason: |'(?:refused|changed|notice)', )'([a-z]+(?:-[a-z]+)+|differs)'/g;

describe('the reasons of the report', () => {
  it('have a text each, and none is left over', () => {
    const files = readdirSync(join(SOURCE), { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.ts$/.test(file) && !/spec|reasons/.test(file),
    );
    const text = files.map((file) => readFileSync(join(SOURCE, file), 'utf8')).join('\n');
    const used = [...text.matchAll(USED)].map(([, reason]) => reason ?? '');
    expect(used.length).toBeGreaterThan(60);
    expect(used.filter((reason) => !REASON_NAMES.includes(reason))).toEqual([]);
    expect(REASON_NAMES.filter((reason) => !text.includes(`'${reason}'`))).toEqual([]);
  });
});
