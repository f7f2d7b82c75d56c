/** Writes the exceptions of the replayed exchanges into docs/compatibility.md. */
import { readFileSync, writeFileSync } from 'node:fs';

const LIST = new URL('../../apps/gateway/e2e/recorded/exceptions.json', import.meta.url);
const PAGE = new URL('../../docs/compatibility.md', import.meta.url);
const BEGIN = '<!-- exceptions:begin -->';
const END = '<!-- exceptions:end -->';

const rows = JSON.parse(readFileSync(LIST, 'utf8')).map(
  ({ generation, exchange, how, reason }) =>
    `| \`${exchange}\` | ${generation === '*' ? 'both' : generation} | ${how} | ${reason} |`,
);
const table = ['| exchange | generation | | reason |', '|---|---|---|---|', ...rows].join('\n');
const page = readFileSync(PAGE, 'utf8');
const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
const after = page.slice(page.indexOf(END));
writeFileSync(PAGE, `${before}\n\n${table}\n\n${after}`);
