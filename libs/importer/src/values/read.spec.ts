import { describe, expect, it } from '@jest/globals';
import { flag, isDeleted, moment, money, rowId, text, unixTime, whole } from './read.js';

describe('a cell of a source', () => {
  it.each([
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-5', -5n],
    ['12.0', 12n],
    [' 7 ', 7n],
    ['1e3', 1000n],
    ['', null],
    ['seven', null],
    [null, null],
  ])('%j is the whole number %s, with every digit', (cell, value) => expect(whole(cell)).toBe(value));

  it.each([
    ['2026-12-01 01:28:19.17216674+08:00', '2026-11-30T17:28:19.172166Z'],
    ['2026-12-01 01:28:19+08:00', '2026-11-30T17:28:19.000000Z'],
    ['2026-12-01 01:28:19.172166+00', '2026-12-01T01:28:19.172166Z'],
    ['2026-12-01 01:28:19.172', '2026-12-01T01:28:19.172000Z'],
    ['0000-00-00 00:00:00', null],
    ['yesterday', null],
  ])('%j is the moment %s', (cell, value) => expect(moment(cell)).toBe(value));

  it('holds no time at 0, and none beyond the year 9999', () => {
    expect([unixTime('0'), unixTime('-1'), unixTime('253402300800'), unixTime('1')]).toEqual([
      null,
      null,
      null,
      '1970-01-01T00:00:01.000Z',
    ]);
  });

  it('is read as a switch in the words of each database', () => {
    expect(['1', 't', 'true', 'TRUE'].map(flag)).toEqual([true, true, true, true]);
    expect(['0', 'f', '', null, '2'].map(flag)).toEqual([false, false, false, false, false]);
  });

  it('loses what PostgreSQL cannot hold', () => {
    expect(text('a\0b\ud800c')).toBe('ab\ufffdc');
    expect(text(Buffer.from([0x61, 0xff]))).toBe('a\ufffd');
  });

  it('is an id from 1 to 2^53-1 only', () => {
    expect(['1', '9007199254740991', '9007199254740992', '0', '-3', 'x'].map(rowId)).toEqual([
      1n,
      9_007_199_254_740_991n,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is money with three decimals', () => {
    expect(['0.30000000000000004', '7.3', '-36.5', '1e20', '', 'x'].map(money)).toEqual([
      '0.300',
      '7.3',
      '-36.5',
      null,
      null,
      null,
    ]);
  });

  it('marks a deleted row by any text', () =>
    expect([isDeleted(null), isDeleted(''), isDeleted('2026-01-01')]).toEqual([false, false, true]));
});
