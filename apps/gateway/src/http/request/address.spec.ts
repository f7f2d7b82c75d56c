import { describe, expect, it } from '@jest/globals';
import { canonical, trustedProxies } from './address.js';

describe('canonical', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['6.6.6.6:80', undefined],
    ['unknown', undefined],
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

  it('trusts no address if the list is empty', () => expect(trustedProxies([])('127.0.0.1')).toBe(false));
  it('refuses an entry that is neither address nor range', () =>
    expect(() => trustedProxies(['loopback'])).toThrow('loopback'));
});
