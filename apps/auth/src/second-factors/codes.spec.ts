import { describe, expect, it } from '@jest/globals';
import {
  codeAt,
  createBackupCodes,
  createSeed,
  buildOtpauthUrl,
  parseCode,
  formatBackupCode,
  findTimeStep,
} from './codes.js';

const NOW = 1_700_000_015;
const STEP = Math.floor(NOW / 30);

describe('codes', () => {
  it.each([
    ['123456', { kind: 'app', code: '123456' }],
    [' 123 456 ', { kind: 'app', code: '123456' }],
    ['ab12-cd34', { kind: 'backup', code: 'AB12CD34' }],
    ['AB12CD34', { kind: 'backup', code: 'AB12CD34' }],
    ['12345678', { kind: 'backup', code: '12345678' }],
    ['1234567', null],
    ['12345', null],
    ['AB1-2CD34', null],
    ['AB12--CD34', null],
    ['ＡＢ１２ＣＤ３４', null],
    ['１２３４５６', null],
    ['', null],
  ])('parses %j', (typed, expected) => expect(parseCode(typed)).toEqual(expected));

  it('agrees with RFC 6238, appendix B', async () => {
    // the shared secret of the appendix is the ASCII text 12345678901234567890; its 8 digits end in our 6
    const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(await codeAt(seed, 59)).toBe('287082');
    expect(await codeAt(seed, 1_111_111_109)).toBe('081804');
    expect(await codeAt(seed, 20_000_000_000)).toBe('353130');
  });

  it('accepts the current step and its neighbours at any second of the step, and no other', async () => {
    const seed = createSeed();
    for (const at of [STEP * 30, STEP * 30 + 1, STEP * 30 + 29]) {
      for (const off of [-2, -1, 0, 1, 2]) {
        const step = await findTimeStep(seed, await codeAt(seed, (STEP + off) * 30), at, 0);
        expect([at, off, step]).toEqual([at, off, Math.abs(off) <= 1 ? STEP + off : null]);
      }
    }
  });

  it('accepts no code of a used step or of an earlier one', async () => {
    const seed = createSeed();
    const code = await codeAt(seed, NOW);
    expect(await findTimeStep(seed, code, NOW, STEP - 1)).toBe(STEP);
    expect(await findTimeStep(seed, code, NOW, STEP)).toBeNull();
    expect(await findTimeStep(seed, code, NOW, STEP + 1)).toBeNull();
    expect(await findTimeStep(seed, code, NOW, STEP + 50)).toBeNull();
  });

  it('creates different seeds of 160 bits', () => {
    expect(createSeed()).toMatch(/^[A-Z2-7]{32}$/);
    expect(createSeed()).not.toBe(createSeed());
  });

  it('creates backup codes in which every letter is equally likely', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 2000; i += 1) {
      const codes = createBackupCodes();
      expect(new Set(codes).size).toBe(4);
      for (const letter of codes.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    // 64,000 letters of 36: chi-squared with 35 degrees of freedom is above 82 in 1 of 100,000 runs; byte % 36 gives 660
    const expected = 64_000 / 36;
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(36);
    expect(chi).toBeLessThan(82);
    expect(formatBackupCode('AB12CD34')).toBe('AB12-CD34');
  });

  it('escapes every part of the otpauth URL', () => {
    const uri = new URL(buildOtpauthUrl('JBSWY3DP', 'A & B: 新', 'a?b#c d'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toBe('/A & B: 新:a?b#c d');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      secret: 'JBSWY3DP',
      issuer: 'A & B: 新',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(uri.href).not.toContain('+');
  });
});
