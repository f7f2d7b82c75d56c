import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { isWellFramed } from './framing.js';

const message = (httpVersion: string, ...hosts: string[]) =>
  ({
    httpVersion,
    rawHeaders: ['Accept', '*/*', ...hosts.flatMap((host) => ['hOsT', host])],
    headers: { host: hosts[0] },
  }) as unknown as IncomingMessage;

describe('isWellFramed', () => {
  it.each(['x', 'api.example.com', 'api.example.com:443', '10.0.0.1:3000', '[::1]:80', 'my_service', ''])(
    'accepts the Host %p',
    (host) => expect(isWellFramed(message('1.1', host))).toBe(true),
  );

  it.each(['a b', 'a,b', 'a@b', 'x/y', 'x?', 'x:y', '[x]', 'x\u00e9', 'http://x'])('refuses the Host %p', (host) =>
    expect(isWellFramed(message('1.1', host))).toBe(false),
  );

  it('requires exactly one Host, which only HTTP/1.0 may omit', () => {
    expect(isWellFramed(message('1.1'))).toBe(false);
    expect(isWellFramed(message('1.0'))).toBe(true);
    expect(isWellFramed(message('1.0', 'a', 'a'))).toBe(false);
    expect(isWellFramed(message('1.1', 'a', 'b'))).toBe(false);
  });

  it.each(['0.9', '2.0', '1.2'])('refuses HTTP/%s', (version) => {
    expect(isWellFramed(message(version, 'x'))).toBe(false);
  });
});
