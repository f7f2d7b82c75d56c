// Builds the web console if one of its sources is newer than the build, and compresses each file for the gateway.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'apps/console');
const dist = join(folder, 'dist');
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.mjs',
  'package.json',
  '../../libs/client/src',
  '../../package-lock.json',
];
const COMPRESSED = /\.(js|css|svg)$/;

function newest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  const times = readdirSync(path, { recursive: true }).map((name) => statSync(join(path, name)).mtimeMs);
  return Math.max(0, ...times);
}

async function compress(file) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  writeFileSync(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

const stamp = join(dist, 'built');
if (!existsSync(stamp) || statSync(stamp).mtimeMs < Math.max(...SOURCES.map((path) => newest(join(folder, path))))) {
  const { build } = await import('vite');
  await build({ configFile: join(folder, 'vite.config.mjs'), logLevel: 'warn' });
  const files = readdirSync(dist, { recursive: true })
    .map(String)
    .filter((name) => COMPRESSED.test(name));
  await Promise.all(files.map((name) => compress(join(dist, name))));
  // written last, so that an interrupted build is repeated
  writeFileSync(stamp, '');
}
