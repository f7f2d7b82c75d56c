import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { consoleOptions } from '../generate/options-text.mjs';
import { envExample, groups, withTables } from '../generate/settings-text.mjs';
import { root } from './product.mjs';

const read = (file) => readFileSync(join(root, file), 'utf8');

describe('the settings', () => {
  it('are in .env.example and docs/settings.md as declared: npm run generate', async () => {
    const declared = await groups();
    expect(read('.env.example')).toBe(envExample(declared));
    expect(read('docs/settings.md')).toBe(withTables(read('docs/settings.md'), declared));
  });

  it('that root changes in the console are as declared: npm run generate', () => {
    expect(read('apps/console/src/pages/options/catalogue.ts')).toBe(consoleOptions());
  });

  it('are declared once each', async () => {
    const names = (await groups()).flatMap(([, settings]) => Object.keys(settings));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
