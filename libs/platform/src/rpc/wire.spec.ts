import { describe, expect, it } from '@jest/globals';
import { readReply } from './wire.js';

describe('a refusal that another process reports', () => {
  it('has the parameters of its entry in the table, and nothing else', () => {
    const error = { code: 'INVALID_VALUE', params: { field: 'x', secret: 's' }, retryAfter: 2, secret: 's' };
    expect(readReply(JSON.stringify({ ok: false, error }))).toEqual({
      ok: false,
      error: { code: 'INVALID_VALUE', params: { field: 'x' }, retryAfter: 2 },
    });
  });

  it('has those that it carries for a program and no text names', () => {
    const error = { code: 'INSUFFICIENT_QUOTA', params: { balance: 5, key_remaining: 3, secret: 's' } };
    expect(readReply(JSON.stringify({ ok: false, error }))).toEqual({
      ok: false,
      error: { code: 'INSUFFICIENT_QUOTA', params: { balance: 5, key_remaining: 3 } },
    });
  });

  it('may have none', () => {
    const reply = { ok: false, error: { code: 'UNAVAILABLE' } };
    expect(readReply(JSON.stringify(reply))).toEqual(reply);
  });
});
