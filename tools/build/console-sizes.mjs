// Prints the compressed size of each page's JavaScript, and fails if one is beyond its budget: `npm run console:sizes`.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../apps/console/dist');
const FIRST_BYTES = 200_000;
const PAGE_BYTES = 120_000;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

/** The scripts that an entry loads, itself included. */
function scripts(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) scripts(next, seen);
  return seen;
}

const size = (keys) => [...keys].reduce((sum, key) => sum + statSync(join(dist, `${manifest[key].file}.br`)).size, 0);
const first = scripts('index.html');
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key.includes('/pages/'));
const rows = [['before the sign-in page works', size(first), FIRST_BYTES]];
for (const key of pages.sort()) {
  // the frame around the pages loads with the first of them
  const needed = new Set([...scripts(key), ...scripts('src/parts/frame.tsx')]);
  rows.push([key.replace(/^.*\/|\.tsx$/g, ''), size([...needed].filter((each) => !first.has(each))), PAGE_BYTES]);
}
for (const [name, bytes, budget] of rows) {
  const verdict = bytes <= budget ? '' : '  BEYOND THE BUDGET';
  process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(7)} kB of ${budget / 1000} kB  ${name}${verdict}\n`);
}
if (rows.some(([, bytes, budget]) => bytes > budget)) process.exitCode = 1;
