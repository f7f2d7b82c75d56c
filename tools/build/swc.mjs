// The build of `npm start`: compiles each source file that is newer than its output, without checking types (`npm test` does that).
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transform } from '@swc/core';

const root = join(import.meta.dirname, '../..');
const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
delete options.$schema;

/** Source files of the product, each with its output. Tests and their helpers are not part of it. */
function findSources() {
  return ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(root, kind)).flatMap((project) => {
      const folder = join(root, kind, project, 'src');
      if (project === 'testing' || !existsSync(folder)) return [];
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !/\.((int|e2e)-)?spec\.ts$|\.d\.ts$|(^|[\\/])testing[\\/]/.test(name))
        .map((name) => ({
          source: join(folder, name),
          output: join(root, kind, project, 'dist', name.replace(/\.ts$/, '.js')),
        }));
    }),
  );
}

function isStale({ source, output }) {
  return !existsSync(output) || statSync(output).mtimeMs < statSync(source).mtimeMs;
}

async function compile({ source, output }) {
  const { code, map } = await transform(readFileSync(source, 'utf8'), {
    ...options,
    swcrc: false,
    filename: source,
    sourceFileName: relative(dirname(output), source),
  });
  mkdirSync(dirname(output), { recursive: true });
  const name = output.split(/[\\/]/).at(-1);
  writeFileSync(output, `${code}\n//# sourceMappingURL=${name}.map\n`);
  if (map) writeFileSync(`${output}.map`, map);
}

await Promise.all(findSources().filter(isStale).map(compile));
