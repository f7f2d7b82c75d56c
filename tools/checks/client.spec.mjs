import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientTypes } from '../generate/client-types.mjs';
import { root } from './product.mjs';

/** The client as a program gets it: packed, and installed with the packages that it declares. */
const source = join(root, 'libs/client');
const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
const project = mkdtempSync(join(tmpdir(), 'tollgate-client-'));
let packed;

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Copies the package and, in turn, what it depends on. */
function install(name, from) {
  const folder = dirname(createRequire(from).resolve(`${name}/package.json`));
  cpSync(folder, join(project, 'node_modules', name), { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) install(dependency, join(folder, 'package.json'));
}

beforeAll(() => {
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--silent', '--pack-destination', project], source),
  );
  packed = files.map(({ path }) => path);
  const target = join(project, 'node_modules/@tollgate/client');
  mkdirSync(target, { recursive: true });
  run('tar', ['-xzf', join(project, filename), '-C', target, '--strip-components=1'], project);
  for (const dependency of Object.keys(manifest.dependencies)) install(dependency, join(source, 'package.json'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
}, 60_000);
afterAll(() => rmSync(project, { recursive: true }));

const CONSUMER = `
import { type ErrorCode, readItems, type Reply, TollgateClient, TollgateError, withRetries } from '@tollgate/client';

const client = new TollgateClient({ baseUrl: 'http://localhost:3000', timeoutMs: 1000 });
const reply = await client.POST('/api/user/login', { body: { username: 'a', password: 'b' } });
if (reply.data.require_2fa) throw new Error('second factor');
const token: string = reply.data.token;
const alice = client.as({ userId: reply.data.id, token });
const self: Reply<'get', '/api/user/self'> = await alice.GET('/api/user/self');
const quota: number = self.data.quota;
const received: number = (await alice.POST('/api/user/topup', { body: { key: 'k' }, idempotencyKey: 'once' })).data;
const form = await alice.POST('/api/user/pay', { body: { amount: 1, payment_method: 'alipay' } });
const url: string = form.url;
const text: string = await (await alice.download('/api/user/statement')).text();
const spent: number = (await alice.GET('/v1/dashboard/billing/usage')).total_usage;
const deleted: null | string | undefined = (await alice.GET('/api/token/{id}', { params: { path: { id: 1 } } })).data.DeletedAt;
for await (const entry of readItems((p) => alice.GET('/api/log/self', { params: { query: { p, page_size: 100 } } }))) {
  const id: number = entry.id;
}
const again: number = (await withRetries((idempotencyKey) => alice.POST('/api/user/topup', { body: { key: 'k' }, idempotencyKey }))).data;
const code: ErrorCode = new TollgateError(new Response(), {}).code;
await alice.POST('/api/user/manage', { body: { id: 1, action: 'disable' } });

// @ts-expect-error: no such path
await client.GET('/api/user/nobody');
// @ts-expect-error: not a method of this path
await client.DELETE('/api/user/login');
// @ts-expect-error: the password is missing
await client.POST('/api/user/login', { body: { username: 'a' } });
// @ts-expect-error: a field that is misspelt
await client.PUT('/api/user/self', { body: { displayname: 'a' } });
// @ts-expect-error: not an action
await alice.POST('/api/user/manage', { body: { id: 1, action: 'explode' } });
// @ts-expect-error: the parameter of the path is missing
await client.GET('/api/user/{id}');
// @ts-expect-error: a read takes no idempotency key
await client.GET('/api/user/self', { idempotencyKey: 'once' });
// @ts-expect-error: a file comes by download
await client.GET('/api/redemption/export', { params: { query: { batch_id: 1 } } });
// @ts-expect-error: a redirect is for browsers
await client.GET('/api/oauth/{provider}/start', { params: { path: { provider: 'github' } } });
// @ts-expect-error: with a second factor asked for there is no token
((await client.POST('/api/user/login', { body: { username: 'a', password: 'b' } })).data.token);

export { again, code, deleted, quota, received, spent, text, url };
`;

describe('the client', () => {
  it('is current: npm run generate', async () => {
    const document = JSON.parse(readFileSync(join(root, 'apps/gateway/openapi.json'), 'utf8'));
    const written = readFileSync(join(source, 'src/openapi.ts'), 'utf8');
    expect({ current: written === (await clientTypes(document)) }).toEqual({ current: true });
  }, 60_000);

  it('ships what was built, its licence and a README, and nothing else', () => {
    const odd = packed.filter(
      (path) => !/^(dist\/[\w-]+\.(js|js\.map|d\.ts)|LICENSE|README\.md|package\.json)$/.test(path),
    );
    expect(odd).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
    expect(packed.filter((path) => path.includes('spec'))).toEqual([]);
    // the generated module has types only, so its code and source map are empty
    expect(packed.filter((path) => path.includes('openapi.js'))).toEqual([]);
    expect(manifest).toMatchObject({ license: 'Apache-2.0', sideEffects: false });
    expect(manifest.private).toBeUndefined();
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'has types for consumers with module %s and resolution %s, and only those',
    (module, moduleResolution) => {
      const compilerOptions = {
        ...{ module, moduleResolution, target: 'es2023', lib: ['es2023', 'dom'], types: [] },
        ...{ strict: true, noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true },
      };
      const [, readme = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(source, 'README.md'), 'utf8')) ?? [];
      expect(readme).toContain('new TollgateClient');
      writeFileSync(join(project, 'consumer.ts'), CONSUMER);
      writeFileSync(join(project, 'readme.ts'), readme);
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['consumer.ts', 'readme.ts'] }),
      );
      run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], project);
    },
    60_000,
  );

  it('runs with nothing but its dependencies', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"success":true,"message":"","data":{"version":"1"}}');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${server.address().port}`;
    const program = `
      import { TollgateClient } from '@tollgate/client';
      const { data } = await new TollgateClient({ baseUrl: '${baseUrl}' }).GET('/api/status');
      console.log(data.version);`;
    writeFileSync(join(project, 'run.mjs'), program);
    const child = spawn(process.execPath, [join(project, 'run.mjs')], {
      cwd: project,
      env: { PATH: process.env.PATH },
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
    const exit = await new Promise((resolve) => child.once('close', resolve));
    server.close();
    expect([exit, out.trim()]).toEqual([0, '1']);
  }, 60_000);
});
