/** Writes the console's copy of the catalogue of options from libs/options. */
import { writeFile } from 'node:fs/promises';
import { consoleOptions } from './options-text.mjs';

const file = new URL('../../apps/console/src/pages/options/catalogue.ts', import.meta.url);
await writeFile(file, consoleOptions());
