import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isPublicAddress, OutboundRefused, sendOutbound } from './send-outbound.js';

let server: Server;
let port = 0;
const seen: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (request.url === '/redirect') response.writeHead(302, { location: '/followed' });
    if (request.url === '/large') response.write('x'.repeat(1_000_000));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an outbound request', () => {
  it.each([
    'http://127.0.0.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://10.1.2.3/',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://localhost/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'http://user:word@example.com/',
    'not an address',
  ])('to %s is refused', async (target) => {
    await expect(sendOutbound(target, { method: 'GET' }, { allowPrivate: false })).rejects.toBeInstanceOf(
      OutboundRefused,
    );
  });

  it('to a name is refused if one of its addresses is private, and is sent if private addresses are allowed', async () => {
    const target = `http://localhost:${port}/hook`;
    await expect(sendOutbound(target, { method: 'GET' }, { allowPrivate: false })).rejects.toThrow('not public');
    expect(seen).toEqual([]);
    const rules = { allowPrivate: true, isAddressAllowed: () => true };
    expect(await sendOutbound(`http://127.0.0.1:${port}/hook`, { method: 'POST', body: '{}' }, rules)).toBe(200);
    expect(seen).toEqual(['POST /hook']);
  });

  it('follows no redirect, and reads no more of an answer than it needs', async () => {
    const rules = { allowPrivate: true };
    expect(await sendOutbound(`http://127.0.0.1:${port}/redirect`, { method: 'GET' }, rules)).toBe(302);
    expect(await sendOutbound(`http://127.0.0.1:${port}/large`, { method: 'GET' }, rules)).toBe(200);
    expect(seen).not.toContain('GET /followed');
  });

  it('goes to allowed ports and hosts only', async () => {
    const to = (rules: object) =>
      sendOutbound(`http://127.0.0.1:${port}/`, { method: 'GET' }, { allowPrivate: true, ...rules });
    await expect(to({ ports: ['80', 443] })).rejects.toThrow(`port ${port}`);
    expect(await to({ ports: [`${port - 1}-${port + 1}`] })).toBe(200);
    await expect(to({ isHostAllowed: () => false })).rejects.toThrow('host');
    await expect(to({ isAddressAllowed: () => false })).rejects.toThrow('address');
  });

  it('knows public addresses', () => {
    expect(['1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'].map(isPublicAddress)).toEqual([true, true, true]);
  });
});
