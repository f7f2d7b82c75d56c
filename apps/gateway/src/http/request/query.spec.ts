import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseQuery } from './query.js';

describe('parseQuery', () => {
  it.each([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a', { a: '' }],
    ['a=x+y', { a: 'x y' }],
    ['email=erin+x@example.com', { email: 'erin+x@example.com' }],
    ['email=erin%2Bx%40example.com', { email: 'erin+x@example.com' }],
    ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
    ['a=%zz', { a: '%zz' }],
    ['a=%c3%28', { a: '%c3%28' }],
    ['a=b=c&&', { a: 'b=c' }],
    ['%61=1', { a: '1' }],
  ])('parses %p', (text, expected) => expect({ ...parseQuery(text) }).toEqual(expected));

  it('returns an object without a prototype', () => {
    const query = parseQuery('__proto__=1&constructor=2&toString=3');
    expect(Object.getPrototypeOf(query)).toBeNull();
    expect(Object.keys(query)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('keeps at most 200 pairs', () => {
    const text = Array.from({ length: 1000 }, (_, i) => `k${i}=${i}`).join('&');
    expect(Object.keys(parseQuery(text))).toHaveLength(200);
  });

  it('parses every query that URLSearchParams writes', () => {
    const pair = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(pair, ([name, value]) => {
        fc.pre(name !== 'email');
        const query = parseQuery(new URLSearchParams([[name, value]]).toString());
        expect(query[name]).toBe(value);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseQuery(text)));
  });
});
