/** Writes the client's types from apps/gateway/openapi.json. */
import { readFile, writeFile } from 'node:fs/promises';
import { clientTypes } from './client-types.mjs';

const root = new URL('../../', import.meta.url);
const document = JSON.parse(await readFile(new URL('apps/gateway/openapi.json', root), 'utf8'));
await writeFile(new URL('libs/client/src/openapi.ts', root), await clientTypes(document));
