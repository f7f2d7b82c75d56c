import { describe, expect, it } from '@jest/globals';
import { getLocale, wantsJson, wantsProblem } from './locale.js';

describe('the locale of a request', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['*', 'zh'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.1, zh-TW;q=0.2', 'zh'],
    ['fr-FR,en;q=0.5', 'en'],
    ['fr', 'zh'],
    ['zh;q=0, en;q=0', 'zh'],
    [';;;,=', 'zh'],
  ])('of Accept-Language %p is %s', (header, expected) => {
    expect(getLocale({ headers: { 'accept-language': header } })).toBe(expected);
  });
});

describe('Accept', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['application/problem+json', true],
    ['application/problem+json, application/json', true],
    ['application/json, application/problem+json;q=0.5', false],
  ])('%p prefers problem details: %p', (accept, expected) => {
    expect(wantsProblem({ headers: { accept } })).toBe(expected);
  });

  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/html,*/*;q=0.8', false],
    ['application/json', true],
    ['application/json, text/plain, */*', true],
  ])('%p names JSON: %p', (accept, expected) => expect(wantsJson({ headers: { accept } })).toBe(expected));
});
