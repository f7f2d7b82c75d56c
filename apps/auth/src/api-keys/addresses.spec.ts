import { describe, expect, it } from '@jest/globals';
import { isAllowed, isReadable } from './addresses.js';

describe('an allow-list (D26)', () => {
  it.each([
    ['', '203.0.113.9', true],
    [' \n ', '203.0.113.9', true],
    ['203.0.113.5,203.0.113.6', '203.0.113.6', true],
    ['203.0.113.5\n203.0.113.6', '203.0.113.5', true],
    ['203.0.113.5,203.0.113.6', '203.0.113.7', false],
    ['203.0.113.0/24', '203.0.113.200', true],
    ['203.0.113.0/24', '203.0.114.1', false],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['203.0.113.5', '::ffff:203.0.113.5', true],
    ['2001:db8::/32', '203.0.113.5', false],
    ['203.0.113.5, nonsense', '203.0.113.5', false],
    ['nonsense', '203.0.113.5', false],
    ['203.0.113.0/99', '203.0.113.5', false],
    ['203.0.113.5', undefined, false],
    ['203.0.113.5', 'nonsense', false],
  ])('%j lets %s in: %s', (list, address, allowed) => expect(isAllowed(list, address)).toBe(allowed));

  it('is readable when each entry is an address or a range', () => {
    expect(isReadable('10.0.0.1\n10.0.0.0/8, ::1')).toBe(true);
    expect(isReadable('10.0.0.1 or so')).toBe(false);
  });
});
