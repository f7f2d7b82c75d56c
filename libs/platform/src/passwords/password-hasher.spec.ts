import { describe, expect, it } from '@jest/globals';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('makes argon2id hashes with the parameters of OWASP', async () => {
    expect(await hasher.hash('password123')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('tells passwords apart that differ late, in case or in trailing space', async () => {
    const stored = await hasher.hash('x'.repeat(71) + 'a');
    expect(await hasher.verify(stored, 'x'.repeat(71) + 'a')).toBe(true);
    expect(await hasher.verify(stored, 'x'.repeat(71) + 'b')).toBe(false);
    expect(await hasher.verify(stored, 'x'.repeat(71) + 'A')).toBe(false);
    expect(await hasher.verify(stored, 'x'.repeat(71) + 'a ')).toBe(false);
  });

  it('takes a password typed in another normal form', async () => {
    expect(await hasher.verify(await hasher.hash('Zo\u00eb12345'), 'Zoe\u030812345')).toBe(true);
  });

  it('verifies bcrypt hashes of imported accounts and marks them outdated', async () => {
    const imported = await bcrypt('password123', { cost: 4 });
    expect(await hasher.verify(imported, 'password123')).toBe(true);
    expect(await hasher.verify(imported, 'password124')).toBe(false);
    expect(hasher.isOutdated(imported)).toBe(true);
    expect(hasher.isOutdated(await hasher.hash('password123'))).toBe(false);
  });

  it('never accepts a password for an account that has none', async () => {
    expect(await hasher.verify('', '')).toBe(false);
    expect(await hasher.verify('', 'nobody has this password')).toBe(false);
  });

  it('lets 200 hashes wait, because they end within the time of a call', async () => {
    const stored = await hasher.hash('password123');
    const patient = new PasswordHasher(Infinity);
    const verified = await Promise.all(Array.from({ length: 200 }, () => patient.verify(stored, 'password123')));
    expect(verified).toEqual(Array(200).fill(true));
    expect(patient.waiting).toBe(0);
  }, 120_000);

  it('refuses a hash that would wait for longer than its caller', async () => {
    const stored = await hasher.hash('password123');
    const impatient = new PasswordHasher(200);
    const flood = await Promise.allSettled(Array.from({ length: 60 }, () => impatient.verify(stored, 'password123')));
    const refused = flood.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(20);
    expect(refused.length).toBeLessThan(60);
    expect(String(refused[0]?.reason)).toContain('OVERLOADED');
    expect(impatient.waiting).toBe(0);
  });
});
