/** Writes `.env.example` and the table of settings in README.md from the declarations of the built services. */
import { readFile, writeFile } from 'node:fs/promises';
import { envExample, groups, withTable } from './settings-text.mjs';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
const declared = await groups();
await writeFile(new URL('.env.example', root), envExample(declared));
await writeFile(readme, withTable(await readFile(readme, 'utf8'), declared));
