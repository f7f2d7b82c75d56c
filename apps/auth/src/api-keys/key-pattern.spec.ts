import { describe, expect, it } from '@jest/globals';
import { KeyPattern } from './key-pattern.js';

describe('a search pattern', () => {
  it.each([
    ['web', 'web', true],
    ['web', 'web 2', false],
    ['web%', 'web 2', true],
    ['%eb 2', 'web 2', true],
    ['w%2', 'web 2', true],
    ['%eb%', 'web 2', true],
    ['%eb%', 'wobble', false],
    ['ab%ba', 'aba', false],
    ['a_c', 'abc', false],
  ])('%s and %s match: %s', (pattern, text, matches) => expect(new KeyPattern(pattern).matches(text)).toBe(matches));

  it('leaves no wildcard but % to the database', () => expect(new KeyPattern('a_c\\d%').like).toBe('a\\_c\\\\d%'));

  it.each(['a%b%c%d', 'ab%%', '%a', '%'])('is refused when it is as free as %s', (pattern) => {
    expect(() => new KeyPattern(pattern)).toThrow('SEARCH_PATTERN_REFUSED');
  });
});
