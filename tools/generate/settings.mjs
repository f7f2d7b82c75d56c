/** Writes `.env.example` and the tables of docs/settings.md from the declarations of the built services. */
import { readFile, writeFile } from 'node:fs/promises';
import { envExample, groups, withTables } from './settings-text.mjs';

const root = new URL('../../', import.meta.url);
const page = new URL('docs/settings.md', root);
const declared = await groups();
await writeFile(new URL('.env.example', root), envExample(declared));
await writeFile(page, withTables(await readFile(page, 'utf8'), declared));
