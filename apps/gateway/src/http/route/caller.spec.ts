import { describe, expect, it } from '@jest/globals';
import { isLocal } from './caller.js';

const request = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
  ({ headers, socket: { remoteAddress } }) as never;

describe('a request from this machine', () => {
  it.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]', '[::1]:3000', 'LOCALHOST'])(
    'has a loopback peer and Host: %s',
    (host) => {
      for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(isLocal(request({ host }, peer))).toBe(true);
    },
  );

  it.each([
    'example.com',
    'localhost.example.com',
    'localhost:3000.example.com',
    '127.0.0.1.example.com',
    '127.0.0.2',
    '[::2]',
    '::1',
    '0.0.0.0',
    'localhost.',
    '',
  ])('has no other Host, as a page of another site would send: %j', (host) => {
    expect(isLocal(request({ host }))).toBe(false);
  });

  it.each(['192.0.2.1', '::ffff:192.0.2.1', '10.0.0.1', 'fe80::1', ''])('has no other peer: %j', (peer) => {
    expect(isLocal(request({ host: 'localhost' }, peer))).toBe(false);
  });

  it.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'via',
    'cf-connecting-ip',
  ])('has no header of a proxy: %s', (name) =>
    expect(isLocal(request({ host: 'localhost', [name]: '127.0.0.1' }))).toBe(false),
  );
});
