import { describe, expect, it } from '@jest/globals';
import { buildAddressReader, canonical, trustedProxies } from './address.js';

describe('canonical', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['6.6.6.6:80', undefined],
    ['unknown', undefined],
    ['010.0.0.1', undefined],
    ['2130706433', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %p is %p', (text, expected) => expect(canonical(text)).toBe(expected));
});

describe('trustedProxies', () => {
  const trusted = trustedProxies(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
  it.each([
    ['10.200.0.1', true],
    ['::ffff:10.200.0.1', true],
    ['192.0.2.7', true],
    ['fd12::1', true],
    ['192.0.2.8', false],
    ['11.0.0.1', false],
    ['fe80::1', false],
    ['', false],
  ])('of %s: %p', (address, expected) => expect(trusted(address)).toBe(expected));

  it('maps a range of IPv4-mapped addresses to IPv4', () => {
    const mapped = trustedProxies(['::ffff:10.1.0.0/112', '::FFFF:192.0.2.7']);
    for (const [address, isTrusted] of [
      ['10.1.2.3', true],
      ['10.2.2.3', false],
      ['192.0.2.7', true],
    ] as const)
      expect([address, mapped(address)]).toEqual([address, isTrusted]);
  });
  it('trusts no address if the list is empty', () => expect(trustedProxies([])('127.0.0.1')).toBe(false));
  it('refuses an entry that is neither address nor range', () =>
    expect(() => trustedProxies(['loopback'])).toThrow('loopback'));
});

describe('the address of a client behind a trusted proxy', () => {
  const mistakes: string[] = [];
  const read = (headers: Record<string, string>, remoteAddress = '10.0.0.4') => {
    mistakes.length = 0;
    const reader = buildAddressReader(trustedProxies(['10.0.0.0/8']), {
      unreadable: (entry) => mistakes.push(`unreadable ${entry}`),
      untrusted: (peer) => mistakes.push(`untrusted ${peer}`),
    });
    const request = { headers, socket: { remoteAddress } } as never;
    // each mistake is reported once
    reader(request);
    return reader(request);
  };
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:1234', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9:80, 10.0.0.7:1234', '203.0.113.9'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['[::ffff:203.0.113.9]:443', '203.0.113.9'],
    [' 203.0.113.9 ,10.0.0.7 ', '203.0.113.9'],
  ])('is read from X-Forwarded-For: %s', (header, expected) => {
    expect(read({ 'x-forwarded-for': header })).toBe(expected);
    expect(mistakes).toEqual([]);
  });

  it.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['For="[2001:DB8::1]:4711";Proto=https;by=10.0.0.4', '2001:db8::1'],
    ['proto=https; FOR = 203.0.113.9:80', '203.0.113.9'],
    ['for=6.6.6.6, for=203.0.113.9, for=10.0.0.7', '203.0.113.9'],
  ])('is read from Forwarded if X-Forwarded-For is absent: %s', (forwarded, expected) => {
    expect(read({ forwarded })).toBe(expected);
    expect(read({ forwarded: 'for=6.6.6.6', 'x-forwarded-for': '203.0.113.77' })).toBe('203.0.113.77');
  });

  it.each(['unknown', 'for=_hidden', '203.0.113.9:port', '203.0.113.9:', '[203.0.113.9', '010.0.0.1', 'a, ,'])(
    'is the proxy if the entry is unreadable, which is reported once: %s',
    (entry) => {
      expect(read({ 'x-forwarded-for': entry })).toBe('10.0.0.4');
      expect(mistakes).toEqual([`unreadable ${entry.split(',').at(-1)?.trim()}`]);
    },
  );

  it('is the peer if the peer is not trusted, which is reported once', () => {
    const headersOf: Record<string, string>[] = [{ 'x-forwarded-for': '6.6.6.6' }, { forwarded: 'for=6.6.6.6' }];
    for (const headers of headersOf) {
      expect(read(headers, '198.51.100.4')).toBe('198.51.100.4');
      expect(mistakes).toEqual(['untrusted 198.51.100.4']);
    }
    expect(read({}, '198.51.100.4')).toBe('198.51.100.4');
    expect(mistakes).toEqual([]);
  });
});
