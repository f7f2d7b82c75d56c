import { describe, expect, it } from '@jest/globals';
import { readReply } from './wire.js';

describe('a refusal that another process says it gives', () => {
  it('has the parameters that its texts name, and nothing else', () => {
    const error = { code: 'INVALID_VALUE', params: { field: 'x', secret: 's' }, retryAfter: 2, secret: 's' };
    expect(readReply(JSON.stringify({ ok: false, error }))).toEqual({
      ok: false,
      error: { code: 'INVALID_VALUE', params: { field: 'x' }, retryAfter: 2 },
    });
  });

  it('may have none', () => {
    const reply = { ok: false, error: { code: 'UNAVAILABLE' } };
    expect(readReply(JSON.stringify(reply))).toEqual(reply);
  });
});
