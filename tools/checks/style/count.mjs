import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../product.mjs';
import { LIMITS } from './limits.mjs';
import { ofLines, ofMarkdown, ofScript, ofYaml } from './prose.mjs';
import { deadCodes, emptyWords, hasConnective, sentences } from './words.mjs';

/** Generated, not written. */
const SKIPPED = /(^|\/)libs\/client\/src\/openapi\.ts$|(^|\/)CHANGELOG\.md$/;
/** Definitions and tests of the words themselves. */
const ABOUT_WORDS = /^tools\/checks\/style(\/|\.spec)|^docs\/style\.md$/;

/** The files of the product: what Git tracks, and what it would add. */
export function productFiles() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return listed
    .split('\n')
    .filter((file) => file !== '' && !SKIPPED.test(file) && !ABOUT_WORDS.test(file) && existsSync(join(root, file)));
}

/** The prose of a file by kind: `{ comments, docs, titles }`, each a list of `{ line, text }`. */
export function proseOf(file, text) {
  if (/\.(ts|tsx|mjs|js)$/.test(file)) return { docs: [], ...ofScript(file, text) };
  const none = { comments: [], docs: [], titles: [] };
  if (/\.ya?ml$/.test(file)) return { ...none, comments: ofYaml(text) };
  if (file.endsWith('.md')) return { ...none, docs: ofMarkdown(text) };
  if (/\.(sh|conf|example)$|(^|\/)Dockerfile$|^\.ci\/|^\.(docker|git|prettier)ignore$|^CODEOWNERS$/.test(file)) {
    return { ...none, comments: ofLines(text) };
  }
  return none;
}

/** `apps/auth`, `libs/money`, `tools/bench`, `docs`, or `.` for what lies at the root. */
export const folderOf = (file) => {
  const [top, second, ...rest] = file.split('/');
  if (second === undefined) return '.';
  return ['apps', 'libs', 'tools'].includes(top) && rest.length > 0 ? `${top}/${second}` : top;
};

/** The counts of one text: `{ sentences, empty: [{ line, words, text }], connectives, codes: [{ line, codes }] }`. */
export function countBlocks(blocks) {
  const count = { sentences: 0, empty: [], connectives: 0, codes: [] };
  for (const { line, text } of blocks) {
    const codes = deadCodes(text);
    if (codes.length > 0) count.codes.push({ line, codes });
    for (const sentence of sentences(text)) {
      count.sentences += 1;
      const words = emptyWords(sentence);
      if (words.length > 0) count.empty.push({ line, words, text: sentence });
      if (hasConnective(sentence)) count.connectives += 1;
    }
  }
  return count;
}

/** The counts of each file and kind, as rows `{ file, folder, kind, ...count }`, of all files or of those below `under`. */
export function countProduct(under = '') {
  const files = productFiles().filter((file) => file.startsWith(under));
  return files.flatMap((file) => {
    const prose = proseOf(file, readFileSync(join(root, file), 'utf8'));
    return Object.keys(LIMITS)
      .map((kind) => ({ file, folder: folderOf(file), kind, ...countBlocks(prose[kind]) }))
      .filter(({ sentences: some }) => some > 0);
  });
}

/** Rows summed up: the sentences, and of 1,000 of them how many are empty and how many connect. */
export function sum(rows) {
  const total = rows.reduce((n, row) => n + row.sentences, 0);
  const per = (n) => (total === 0 ? 0 : (n * 1000) / total);
  return {
    sentences: total,
    empty: per(rows.reduce((n, row) => n + row.empty.length, 0)),
    connectives: per(rows.reduce((n, row) => n + row.connectives, 0)),
    codes: rows.reduce((n, row) => n + row.codes.length, 0),
  };
}

/** Each limit that is not held, in words. */
export function beyondLimits(rows) {
  return Object.entries(LIMITS).flatMap(([kind, limit]) => {
    const { empty, connectives, codes } = sum(rows.filter((row) => row.kind === kind));
    return [
      ...(empty > limit.empty ? [`${kind}: ${empty.toFixed(1)} empty words, at most ${limit.empty}`] : []),
      ...(connectives < limit.connectives
        ? [`${kind}: ${connectives.toFixed(1)} connectives, at least ${limit.connectives}`]
        : []),
      ...(codes > 0 ? [`${kind}: ${codes} places with a code that leads nowhere`] : []),
    ];
  });
}
