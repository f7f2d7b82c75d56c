import { describe, expect, it } from '@jest/globals';
import { isAllowList, isOnAllowList } from './allow-list.js';

describe('an allow-list', () => {
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
    [',', '203.0.113.5', false],
    ['::ffff:127.0.0.1/128', '127.0.0.1', true],
    ['::ffff:127.0.0.1/128', '127.0.0.2', false],
    ['::FFFF:203.0.113.0/120', '203.0.113.77', true],
    ['::ffff:cb00:7100/120', '203.0.113.77', true],
    ['::ffff:203.0.113.0/120', '203.0.114.1', false],
    ['::ffff:127.0.0.1', '127.0.0.1', true],
    ['::ffff:0:0/96', '203.0.113.5', true],
    ['2001:DB8::/32', '2001:db8::5', true],
    ['010.0.0.1', '8.0.0.1', false],
    ['010.0.0.1', '10.0.0.1', false],
    ['010.0.0.0/8', '8.0.0.1', false],
    ['0x7f.0.0.1', '127.0.0.1', false],
    ['127.1', '127.0.0.1', false],
    ['2130706433', '127.0.0.1', false],
    ['203.0.113.5', undefined, false],
    ['203.0.113.5', 'nonsense', false],
  ])('%j lets %s in: %s', (list, address, allowed) => expect(isOnAllowList(list, address)).toBe(allowed));

  it('is readable when each entry is an address or a range', () => {
    expect(isAllowList('10.0.0.1\n10.0.0.0/8, ::1')).toBe(true);
    expect(isAllowList(' ')).toBe(true);
    for (const list of ['10.0.0.1 or so', ',', ' ; \n', '010.0.0.1', '010.0.0.0/8', '0x7f.0.0.1', '127.1']) {
      expect([list, isAllowList(list)]).toEqual([list, false]);
    }
  });
});
