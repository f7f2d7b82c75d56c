import { describe, expect, it, jest } from '@jest/globals';
import type { Log } from '@tollgate/platform/log';
import { warnIfUnsupported } from './node-support.js';

describe('the start on a version of Node.js', () => {
  const warnings = (version: string) => {
    const warn = jest.fn<Log['warn']>();
    warnIfUnsupported(version, { warn });
    return warn.mock.calls;
  };

  it('logs one warning if the support of the version has ended', () => {
    expect(warnings('v20.19.0')).toEqual([['the support of Node.js 20 has ended; use 22 or 24']]);
  });

  it.each(['v22.13.0', 'v24.11.0'])('logs no warning on %s', (version) => {
    expect(warnings(version)).toEqual([]);
  });
});
