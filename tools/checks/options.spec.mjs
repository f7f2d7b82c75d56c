import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { KEPT_OPTIONS, OPTION_KEYS } from '@tollgate/options';
import { groups } from '../generate/settings-text.mjs';
import { filesUnder, root } from './product.mjs';

/** Declarations, generated texts and the console's forms name every option and setting, so they are no readers. */
const NO_READER =
  /console\/src\/pages\/options\/|libs\/(options\/src\/(catalogue|kept-options|prerequisites)|importer\/|client\/|testing\/|platform\/src\/config\/platform-settings)|\.config\.ts$/;

const sources = [...filesUnder('apps', '.ts'), ...filesUnder('libs', '.ts')].filter(
  (file) => file.includes('/src/') && !NO_READER.test(file.slice(root.length + 1)),
);
const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');

/** Code names an option as a text, or as the name of a field. */
function hasReader(key) {
  return ["'", '"', '`'].some((mark) => text.includes(mark + key + mark)) || new RegExp(`\\b${key}: ['{]`).test(text);
}

describe('every option', () => {
  it('is read by the product, or is listed with the reason why it is only kept', () => {
    const unread = OPTION_KEYS.filter((key) => !hasReader(key) && KEPT_OPTIONS[key] === undefined);
    expect(unread).toEqual([]);
  });

  it('that is listed as only kept has no reader, and exists', () => {
    const stale = Object.keys(KEPT_OPTIONS).filter((key) => !OPTION_KEYS.includes(key) || hasReader(key));
    expect(stale).toEqual([]);
    for (const [key, reason] of Object.entries(KEPT_OPTIONS)) expect([key, reason.length > 10]).toEqual([key, true]);
  });
});

describe('every setting of the environment', () => {
  it('is read outside its declaration', async () => {
    const declared = (await groups()).flatMap(([, settings]) => Object.keys(settings));
    const all = [...filesUnder('apps', '.ts'), ...filesUnder('libs', '.ts')]
      .filter((file) => file.includes('/src/'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    // a declaration calls a kind of setting: every other mention is a reader
    const unread = declared.filter((name) => !new RegExp(`\\b${name}\\b(?!: *\\w+\\()`).test(all));
    expect(unread).toEqual([]);
  });
});
