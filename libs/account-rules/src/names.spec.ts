import { describe, expect, it } from '@jest/globals';
import { getSkeleton } from './confusable-names.js';
import { canonical, checkedDisplayName, checkedPassword, checkedUsername, newUsername } from './names.js';

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
  it('counts characters', () => expect(checkedUsername(`a${'😀'.repeat(19)}`)).toHaveLength(39));
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

/** Options with a block list; an empty one switches it off. */
const blocking = (list: string) => {
  const values: Record<string, unknown> = { PasswordBlockListEnabled: list !== '', PasswordBlockList: list };
  return { get: (key: string) => values[key] } as never;
};

describe('a user name', () => {
  it.each([
    ['a Hangul filler', '\u3164'],
    ['a blank Braille pattern', '\u2800'],
    ['a Hangul choseong filler', '\u115f'],
    ['a Hangul jungseong filler', 'a\u1160'],
    ['a halfwidth Hangul filler', 'root\uffa0'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['a zero width space', 'ro\u200bot'],
    ['a soft hyphen', 'ro\u00adot'],
    ['a combining grapheme joiner', 'ro\u034fot'],
    ['a variation selector', 'root\ufe0f'],
    ['a variation selector of plane 14', 'root\u{e0100}'],
    ['a direction override', 'a\u202eb'],
    ['a direction isolate', 'a\u2066b'],
    ['a combining mark after a digit', 'root0\u0301'],
    ['a combining mark that composes with no letter', 'rx\u0301'],
    ['a combining mark at the start', '\u0301root'],
    ['punctuation only', '-_-'],
    ['emoji only', '😀😀'],
  ])('is refused with %s', (_, name) => expect(() => checkedUsername(name)).toThrow('INVALID_VALUE'));

  it.each(['Zoe\u0308', 'é', '张三', 'हिन्दी', 'ไทยนี้', 'שָׁלוֹם', '한국어', 'user-1', '7'])('is accepted: %s', (name) => {
    expect(checkedUsername(name)).toBe(name);
  });
});

describe('a display name', () => {
  it.each(['a\u202eb', 'a\rb', 'a\nb', 'a\u2028b', 'a\u0000b', 'a\u200bb', 'a\u2067b'])('is refused: %j', (name) => {
    expect(() => checkedDisplayName(name)).toThrow('INVALID_VALUE');
  });
  it('may hold emoji and punctuation', () => expect(checkedDisplayName(' Ada ✨ ')).toBe('Ada ✨'));
});

describe('the skeleton of a name', () => {
  it.each([
    ['root', 'r\u043e\u043et'],
    ['root', 'r00t'],
    ['root', 'ＲＯＯＴ'],
    ['admin', '\u0430dm\u0456n'],
    ['alice', 'a1ice'],
  ])('of %s equals that of %s', (name, other) => expect(getSkeleton(other)).toBe(getSkeleton(name)));
  it.each([
    ['root', 'boot'],
    ['张三', '张四'],
  ])('of %s differs from that of %s', (name, other) => expect(getSkeleton(other)).not.toBe(getSkeleton(name)));
});

describe('the password block list', () => {
  it.each(['password123', 'PassWord123', ' password123', 'ｐａｓｓｗｏｒｄ１２３'])('refuses %j', (password) => {
    expect(() => checkedPassword(password, blocking('letmein99\r\npassword123\n'))).toThrow('PASSWORD_BLOCKED');
  });
  it('accepts another password, and every one while it is off', () => {
    expect(checkedPassword('password124', blocking('password123'))).toBe('password124');
    expect(checkedPassword('password123', blocking(''))).toBe('password123');
  });
});

describe('checkedPassword', () => {
  it.each(['1234567', 'x'.repeat(73)])('refuses %j', (password) => {
    expect(() => checkedPassword(password, blocking(''))).toThrow('INVALID_VALUE');
  });
  it.each(['password', '😀'.repeat(72), '        '])('takes %j', (password) =>
    expect(checkedPassword(password, blocking(''))).toBe(password),
  );
});
