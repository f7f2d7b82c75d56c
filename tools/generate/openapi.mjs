/** Writes apps/gateway/openapi.json from the built gateway's routes. Needs neither server nor database. */
import { writeFile } from 'node:fs/promises';
import { controllers, openApiDocument } from '../../apps/gateway/dist/index.js';

const file = new URL('../../apps/gateway/openapi.json', import.meta.url);
await writeFile(file, `${JSON.stringify(openApiDocument(controllers), null, 2)}\n`);
