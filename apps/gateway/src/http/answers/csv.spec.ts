import { describe, expect, it } from '@jest/globals';
import { csvLine, csvTime } from './csv.js';

describe('csvLine', () => {
  it.each([
    [['a', 1, null], 'a,1,\r\n'],
    [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
    [['=1+1', '+7', '-7', '@x', -7], "'=1+1,'+7,'-7,'@x,-7\r\n"],
    [['＝1+1', '＋7', '－7', '＠x'], "'＝1+1,'＋7,'－7,'＠x\r\n"],
    [['\n=1', '\r=1', '\t=1'], '"\'\n=1","\'\r=1",\'\t=1\r\n'],
    [['活动码'], '活动码\r\n'],
  ])('%j', (cells, line) => expect(csvLine(cells)).toBe(line));
});

it('writes a time in ISO 8601 and 0 as an empty cell', () => {
  expect(csvTime(1_700_000_000)).toBe('2023-11-14T22:13:20.000Z');
  expect(csvTime(0)).toBe('');
});
