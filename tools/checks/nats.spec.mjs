import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOOPBACK } from '@tollgate/testing/mail';
import { natsIsHere } from '@tollgate/testing/nats';
import { root } from './product.mjs';

const ACCOUNTS = 'k8s/base/nats-accounts.conf';
const CONFIGURATIONS = ['k8s/base/nats.conf', 'docker/nats.conf', 'docker/nats.all.conf'];
const PASSWORDS = Object.fromEntries(
  [...readFileSync(join(root, ACCOUNTS), 'utf8').matchAll(/\$(NATS_\w+)/g)].map(([, name]) => [name, 'a1b2c3']),
);

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollgate-nats-'));
  copyFileSync(join(root, ACCOUNTS), join(folder, 'nats-accounts.conf'));
  for (const [name, text] of [
    ['tls.crt', LOOPBACK.cert],
    ['tls.key', LOOPBACK.key],
    ['ca.crt', LOOPBACK.cert],
  ])
    writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The report of nats-server about a configuration, which it only checks. */
function judged(text, env = {}) {
  const file = join(folder, 'nats.conf');
  writeFileSync(file, text.replaceAll('/etc/nats/tls/', `${folder}/`));
  const { status, stderr } = spawnSync('nats-server', ['-t', '-c', file], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, POD_NAME: 'nats-0', NATS_ALL: 'a1b2c3', ...PASSWORDS, ...env },
  });
  return { status, stderr };
}

(natsIsHere(CONFIGURATIONS.length + 2) ? describe : describe.skip)('nats-server takes', () => {
  it.each(CONFIGURATIONS)('%s as it is', (path) => {
    expect(judged(readFileSync(join(root, path), 'utf8'))).toMatchObject({ status: 0 });
  });

  it.each([
    ['a misspelt setting', 'max_payload', 'max_playload'],
    ['a certificate that is not there', 'tls.crt', 'nats.crt'],
  ])('not %s', (_, right, wrong) => {
    const text = readFileSync(join(root, 'k8s/base/nats.conf'), 'utf8');
    expect(judged(text.replaceAll(right, wrong)).status).not.toBe(0);
  });
});
