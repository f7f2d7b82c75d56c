import { describe, expect, it } from '@jest/globals';
import { canonical, checkedPassword, checkedUsername } from './names.js';

describe('canonical', () => {
  it.each([
    ['Alice', 'alice'],
    [' ＡＬＩＣＥ ', 'alice'],
    ['ﬁsh', 'fish'],
    ['张三', '张三'],
    ['É', 'é'],
  ])('%s compares as %s', (text, key) => expect(canonical(text)).toBe(key));
});

describe('checkedUsername', () => {
  it('trims and keeps the spelling', () => expect(checkedUsername('  Zoë 张 ')).toBe('Zoë 张'));
  it.each(['', '   ', 'a@b', 'a'.repeat(21), 'a\u0000b', 'a\nb', 'a\u202eb'])('refuses %j', (name) => {
    expect(() => checkedUsername(name)).toThrow('INVALID_VALUE');
  });
  it('counts characters', () => expect(checkedUsername('😀'.repeat(20))).toHaveLength(40));
});

describe('checkedPassword', () => {
  it.each(['1234567', 'x'.repeat(73)])('refuses %j', (password) => {
    expect(() => checkedPassword(password)).toThrow('INVALID_VALUE');
  });
  it.each(['password', '😀'.repeat(72), '        '])('takes %j', (password) =>
    expect(checkedPassword(password)).toBe(password),
  );
});
