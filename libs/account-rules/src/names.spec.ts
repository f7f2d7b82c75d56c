import { describe, expect, it } from '@jest/globals';
import { canonical, checkedPassword, checkedUsername, newUsername } from './names.js';

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
  it.each(['', '   ', 'a@b', 'a\uff20b', 'a\ufe6bb', 'a'.repeat(21), 'a\u0000b', 'a\nb', 'a\u202eb'])(
    'refuses %j',
    (name) => {
      expect(() => checkedUsername(name)).toThrow('INVALID_VALUE');
    },
  );
  it('counts characters', () => expect(checkedUsername('😀'.repeat(20))).toHaveLength(40));
});

describe('newUsername', () => {
  it.each([undefined, '', 'a@b', ' a@b '])('%j beside an imported a@b is no change', (text) => {
    expect(newUsername(text, 'a@b')).toBeUndefined();
  });
  it('another one is checked', () => {
    expect(newUsername(' A b', 'a@b')).toBe('A b');
    expect(() => newUsername('a@c', 'a@b')).toThrow('INVALID_VALUE');
  });
});

describe('checkedPassword', () => {
  it.each(['1234567', 'x'.repeat(73)])('refuses %j', (password) => {
    expect(() => checkedPassword(password)).toThrow('INVALID_VALUE');
  });
  it.each(['password', '😀'.repeat(72), '        '])('takes %j', (password) =>
    expect(checkedPassword(password)).toBe(password),
  );
});
