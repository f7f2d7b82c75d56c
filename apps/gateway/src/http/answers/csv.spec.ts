import { describe, expect, it } from '@jest/globals';
import { csvLine, timeFormat } from './csv.js';

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

describe('a time', () => {
  it.each([
    ['UTC', 1_700_000_000, '2023-11-14T22:13:20+00:00'],
    ['Asia/Shanghai', 1_700_000_000, '2023-11-15T06:13:20+08:00'],
    ['America/St_Johns', 1_700_000_000, '2023-11-14T18:43:20-03:30'],
    ['Asia/Kathmandu', 1_700_000_000, '2023-11-15T03:58:20+05:45'],
    // the hour that a change of the clocks repeats
    ['Europe/Berlin', 1_698_537_600, '2023-10-29T02:00:00+02:00'],
    ['Europe/Berlin', 1_698_541_200, '2023-10-29T02:00:00+01:00'],
    ['Etc/GMT 8', 86_400, '1970-01-01T16:00:00-08:00'],
    ['Asia/Shanghai', 1_700_064_000, '2023-11-16T00:00:00+08:00'],
    ['UTC', 0, ''],
  ])('in %s of %d is %j', (zone, seconds, text) => expect(timeFormat(zone)(seconds)).toBe(text));

  it.each(['Mars/Olympus', '+08:00', 'Asia/Shanghai;', '', '../etc'])(
    'in %j is refused, because it is no zone',
    (zone) => expect(() => timeFormat(zone)).toThrow('INVALID_VALUE'),
  );
});
