import { describe, expect, it } from '@jest/globals';
import { Secrets } from './secrets.js';

const WHERE = 'auth.two_factors.secret:7';

describe('Secrets', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const secrets = new Secrets(['one']);
    const sealed = secrets.seal('JBSWY3DPEHPK3PXP', WHERE);
    expect(secrets.open(sealed, WHERE)).toBe('JBSWY3DPEHPK3PXP');
    expect(sealed.includes(Buffer.from('JBSWY3DPEHPK3PXP'))).toBe(false);
    expect(secrets.seal('JBSWY3DPEHPK3PXP', WHERE).equals(sealed)).toBe(false);
  });

  it('opens with any listed secret, seals with the first, and knows which values are due', () => {
    const before = new Secrets(['old']).seal('text', WHERE);
    const secrets = new Secrets(['new', 'old']);
    expect(secrets.open(before, WHERE)).toBe('text');
    expect(secrets.isStale(before)).toBe(true);
    const after = secrets.seal('text', WHERE);
    expect(secrets.isStale(after)).toBe(false);
    expect(new Secrets(['new']).open(after, WHERE)).toBe('text');
    expect(() => new Secrets(['old']).open(after, WHERE)).toThrow('does not list');
  });

  it('does not open a value that was moved to another row, or altered in any byte', () => {
    const secrets = new Secrets(['one']);
    const sealed = secrets.seal('text', WHERE);
    expect(() => secrets.open(sealed, 'auth.two_factors.secret:8')).toThrow('altered or belongs elsewhere');
    for (let i = 0; i < sealed.length; i += 1) {
      const altered = Buffer.from(sealed);
      altered[i] = (altered[i] ?? 0) ^ 1;
      expect(() => secrets.open(altered, WHERE)).toThrow();
    }
    expect(() => secrets.open(sealed.subarray(0, 20), WHERE)).toThrow('not a sealed value');
  });

  it('looks up by a value that depends on secret and purpose', () => {
    const [current, older] = new Secrets(['new', 'old']).lookups('sk-1', 'api_key');
    expect(new Secrets(['old']).lookups('sk-1', 'api_key')[0]).toEqual(older);
    expect(new Secrets(['new']).lookups('sk-1', 'backup_code')[0]).not.toEqual(current);
    expect(current).toHaveLength(32);
  });

  it('refuses to run without a secret', () => {
    expect(() => new Secrets([''])).toThrow('CRYPTO_SECRET');
  });
});
