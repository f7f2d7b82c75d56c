import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DEFECTS, QUICK } from '../faults/seeded/defects.mjs';
import { edited } from '../faults/seeded/edit.mjs';
import { root } from './product.mjs';

const read = (file) => readFileSync(join(root, file), 'utf8');

/** They are run by `npm run faults -- --defects`; here, that they still fit the product. */
describe('the seeded defects', () => {
  it('are twenty at least, each under a name of its own, some of them quick', () => {
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length);
    expect(DEFECTS.length).toBeGreaterThanOrEqual(20);
    expect(QUICK.length).toBeGreaterThanOrEqual(3);
  });

  it.each(DEFECTS.map((defect) => [defect.name, defect]))('change what is there: %s', (name, { edits, check }) => {
    let texts = new Map(edits.map(({ file }) => [file, read(file)]));
    for (const edit of edits) texts = new Map(texts).set(edit.file, edited(texts.get(edit.file), edit, name));
    for (const [file, text] of texts) expect(text).not.toBe(read(file));
    expect(read(check.spec)).toContain('expect(');
  });
});
