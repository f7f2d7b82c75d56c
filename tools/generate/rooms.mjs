/** Writes docs/rooms.md: the projects and their dependencies, from the package.json files. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { projects, roomsPage } from './rooms-text.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const file = fileURLToPath(new URL('../../docs/rooms.md', import.meta.url));
await writeFile(file, await format(roomsPage(projects(root)), { ...(await resolveConfig(file)), filepath: file }));
