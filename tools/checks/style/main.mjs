import { parseArgs } from 'node:util';
import { beyondLimits, countProduct, sum } from './count.mjs';
import { ENFORCED, LIMITS } from './limits.mjs';

/**
 * `npm run style [-- <path>] [--quiet]`: counts the words of docs/style.md in comments, docs and test titles, for each folder, and
 * lists the places to rewrite. With a path, only files that begin with it.
 */
const { values, positionals } = parseArgs({ options: { quiet: { type: 'boolean' } }, allowPositionals: true });
const rows = countProduct(positionals[0]);
const print = (line = '') => process.stdout.write(`${line}\n`);

if (!values.quiet) {
  for (const { file, empty, codes } of rows) {
    for (const { line, words, text } of empty) print(`${file}:${line}: ${words.join(', ')}: ${text.slice(0, 140)}`);
    for (const { line, codes: found } of codes) print(`${file}:${line}: leads nowhere: ${found.join(', ')}`);
  }
  print();
}

const line = (kind, folder, { sentences, empty, connectives, codes }) =>
  [
    kind.padEnd(9),
    folder.padEnd(18),
    String(sentences).padStart(9),
    empty.toFixed(1).padStart(7),
    connectives.toFixed(1).padStart(11),
    String(codes).padStart(6),
  ].join(' ');

print('of 1,000 sentences: words that carry nothing, sentences with a connective; codes that lead nowhere');
print(['kind     ', 'folder            ', 'sentences', '  empty', 'connectives', ' codes'].join(' '));
for (const kind of Object.keys(LIMITS)) {
  const own = rows.filter((row) => row.kind === kind);
  for (const folder of [...new Set(own.map((row) => row.folder))].sort()) {
    print(line(kind, folder, sum(own.filter((row) => row.folder === folder))));
  }
  print(line(kind, 'ALL', sum(own)));
}

const beyond = beyondLimits(rows);
for (const each of beyond) print(`beyond the limit: ${each}`);
if (ENFORCED && beyond.length > 0) process.exitCode = 1;
