import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from './product.mjs';

// neither linter reports its use or looks for a newer version
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NODE_OPTIONS: '' };
const config = (name) => join(root, 'tools/checks/openapi', name);
const LINTERS = {
  Redocly: (file) => ['@redocly/cli/bin/cli.js', 'lint', file, '--format=json', `--config=${config('redocly.yaml')}`],
  Spectral: (file) => [
    ...['@stoplight/spectral-cli/dist/index.js', 'lint', file, '-f', 'json', '-q'],
    ...['-r', config('spectral.yaml'), '--fail-severity', 'hint'],
  ],
};

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollgate-openapi-'));
  cpSync(join(root, 'apps/gateway/openapi.json'), join(folder, 'openapi.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a linter finds, as lines with rule and place. */
function lint(linter, file) {
  const [script, ...args] = LINTERS[linter](file);
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  const begin = stdout.search(/[[{]/);
  if (begin < 0) throw new Error(`${linter} printed no result: ${stderr}`);
  const found = JSON.parse(stdout.slice(begin));
  const problems = linter === 'Redocly' ? found.problems : found;
  return problems.map(
    (each) => `${each.ruleId ?? each.code}: ${each.message} ${JSON.stringify(each.path ?? each.location)}`,
  );
}

describe.each(Object.keys(LINTERS))('the recommended rules of %s', (linter) => {
  it('find neither an error nor a warning in the reference', () => {
    expect(lint(linter, join(folder, 'openapi.json'))).toEqual([]);
  }, 120_000);

  it('find a tag without description and an example that breaks its schema', () => {
    const document = JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8'));
    const path = '/api/user/reset';
    const small = { ...document, tags: [], paths: { [path]: document.paths[path] } };
    small.paths[path].post.requestBody.content['application/json'].example = { email: 7 };
    writeFileSync(join(folder, 'broken.json'), JSON.stringify(small));
    expect(lint(linter, join(folder, 'broken.json')).join('\n')).toMatch(
      linter === 'Redocly' ? /no-invalid-media-type-examples/ : /operation-tag-defined/,
    );
  }, 120_000);
});
