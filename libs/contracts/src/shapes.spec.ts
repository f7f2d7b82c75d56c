import { describe, expect, it } from '@jest/globals';
import { AppError } from './errors/app-error.js';
import { Bool, Int, Json, List, MapOf, Nested, Num, ObjectText, Text } from './fields.js';
import { accept, breaches, project, receive } from './shapes.js';

class Item {
  @Int({ min: 1 }) n: number;
}

class Order {
  @Text({ min: 1, max: 5 }) name: string;
  @Int({ min: 0 }) quota: number;
  @Int({ optional: true }) limit?: number;
  @Text({ optional: true, min: 2 }) code?: string;
  @Text({ optional: true }) note?: string;
  @Bool({ optional: true }) open?: boolean;
  @Num({ optional: true }) ratio?: number;
  @Text({ optional: true, oneOf: ['asc', 'desc'] }) order?: string;
  @Text({ optional: true, pattern: /^[a-z]+$/ }) word?: string;
  @Text({ optional: true, oneOf: ['', 'light'] }) theme?: string;
  @Nested(() => Item, { optional: true }) one?: Item;
  @List(() => Item, { optional: true, max: 2 }) items?: Item[];
  @List('string', { optional: true }) tags?: string[];
  @MapOf('number', { optional: true }) ratios?: Record<string, number>;
}

class Free {
  @Json({ optional: true }) any?: unknown;
  @MapOf('json', { optional: true }) map?: Record<string, unknown>;
  @List('json', { optional: true }) list?: unknown[];
  @Num({ nullable: true }) n: number | null;
}

/** As JSON reads it, at any depth. */
const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

const valid = { name: 'a', quota: 1 };

function refusal(input: unknown): string {
  try {
    accept(Order, input);
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.params.field}`;
    throw error;
  }
  return 'accepted';
}

describe('accept', () => {
  it('copies declared fields and nothing else', () => {
    const accepted = accept(
      Order,
      JSON.parse('{"name":"a","quota":1,"role":100,"__proto__":{"role":100},"constructor":1}'),
    );
    expect(accepted).toEqual({ name: 'a', quota: 1 });
    expect(accepted).toBeInstanceOf(Order);
    expect((accepted as unknown as { role?: number }).role).toBeUndefined();
  });

  it.each([
    ['null body', null, 'INVALID_PARAMETER body'],
    ['array body', [valid], 'INVALID_PARAMETER body'],
    ['text body', 'name=a', 'INVALID_PARAMETER body'],
    ['missing field', { quota: 1 }, 'INVALID_PARAMETER name'],
    ['null in a required field', { ...valid, quota: null }, 'INVALID_PARAMETER quota'],
    ['number as text', { ...valid, quota: '1' }, 'INVALID_PARAMETER quota'],
    ['boolean as number', { ...valid, quota: true }, 'INVALID_PARAMETER quota'],
    ['fraction', { ...valid, quota: 1.5 }, 'INVALID_PARAMETER quota'],
    ['2^53', { ...valid, quota: 2 ** 53 }, 'INVALID_VALUE quota'],
    ['1e300', { ...valid, quota: 1e300 }, 'INVALID_VALUE quota'],
    ['below the minimum', { ...valid, quota: -1 }, 'INVALID_VALUE quota'],
    ['text as boolean', { ...valid, open: 'false' }, 'INVALID_PARAMETER open'],
    ['NUL', { ...valid, name: 'a\0' }, 'INVALID_VALUE name'],
    ['lone surrogate', { ...valid, name: '\ud800' }, 'INVALID_VALUE name'],
    ['too long', { ...valid, name: 'abcdef' }, 'INVALID_VALUE name'],
    ['object where a list is due', { ...valid, items: { n: 5 } }, 'INVALID_PARAMETER items'],
    ['list where an object is due', { ...valid, one: [{ n: 1 }] }, 'INVALID_PARAMETER one'],
    ['list of lists', { ...valid, items: [[]] }, 'INVALID_PARAMETER items'],
    ['bad item', { ...valid, items: [{ n: 1 }, { n: 'x' }] }, 'INVALID_PARAMETER items.1.n'],
    ['too many items', { ...valid, items: [{ n: 1 }, { n: 1 }, { n: 1 }] }, 'INVALID_VALUE items'],
    ['text where a list is due', { ...valid, tags: 'a' }, 'INVALID_PARAMETER tags'],
    ['number in a list of texts', { ...valid, tags: [1] }, 'INVALID_PARAMETER tags'],
    ['list where a map is due', { ...valid, ratios: [1] }, 'INVALID_PARAMETER ratios'],
  ])('refuses %s naming the field', (_, input, expected) => {
    expect(refusal(input)).toBe(expected);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(refusal({ ...valid, name: '😀😀😀😀😀' })).toBe('accepted');
  });

  it('takes null on optional fields for absent, and empty text where it could be no value', () => {
    const accepted = accept(Order, { ...valid, limit: null, code: '', note: '', open: null, items: null });
    expect(accepted).toEqual({ ...valid, note: '' });
    const empty = { limit: '', open: '', ratio: '', order: '', word: '', theme: '' };
    expect(accept(Order, { ...valid, ...empty })).toEqual({ ...valid, theme: '' });
  });

  it.each([{ quota: '' }, { name: '' }])('refuses empty text in a required field: %j', (field) => {
    expect(refusal({ ...valid, ...field })).toMatch(/^INVALID_/);
  });
});

describe('the text of a JSON object', () => {
  class Noted {
    @ObjectText({ optional: true, max: 1000 }) other?: string;
  }

  it.each([{}, { other: null }, { other: '' }, { other: '{}' }, { other: ' {"a":[1]}' }])('is %j', (input) => {
    expect(() => accept(Noted, input)).not.toThrow();
  });

  it.each([
    'null',
    '[]',
    '1',
    '"a"',
    'a',
    '{',
    `{"a":${'['.repeat(400)}${']'.repeat(400)}}`,
    `{"a":"${'x'.repeat(1000)}"}`,
  ])('is not %.20s', (other) => expect(() => accept(Noted, { other })).toThrow('INVALID_VALUE'));

  it('is no object', () => expect(() => accept(Noted, { other: {} })).toThrow('INVALID_PARAMETER'));
});

describe('free JSON', () => {
  it.each(['any', 'map', 'list'])('in %s is refused where it is too deep to be written again', (field) => {
    const value = (depth: number) => ({ any: deep(depth), map: { a: deep(depth) }, list: [deep(depth)] })[field];
    expect(accept(Free, { n: 1, [field]: value(90) })).toHaveProperty(field);
    expect(() => accept(Free, { n: 1, [field]: value(10_000) })).toThrow('INVALID_VALUE');
    expect(receive(Free, { n: 1, [field]: value(90) })).toHaveProperty(field);
    expect(receive(Free, { n: 1, [field]: value(10_000) })).toBeUndefined();
  });
});

describe('receive', () => {
  it('refuses an item of a list that never has one', () => {
    class Always {
      @List('json', { max: 0 }) items: object[];
    }
    expect(receive(Always, { items: [] })).toEqual({ items: [] });
    expect(receive(Always, { items: ['x'] })).toBeUndefined();
  });

  it.each([
    [
      'with every field',
      { ...valid, limit: 1, open: true, one: { n: 1 }, items: [{ n: 2 }], tags: ['a'], ratios: { a: 1 } },
    ],
    ['with null for what may be left out', { ...valid, limit: null, one: null, items: null }],
    ['with values that only their owner can judge', { name: 'longer than five', quota: -1 }],
  ])('takes a reply %s', (_, reply) => {
    expect(receive(Order, reply)).toEqual(reply);
  });

  it('cuts it to its declared fields', () => {
    const reply = JSON.parse(
      '{"name":"a","quota":1,"secret":1,"__proto__":{"secret":1},"one":{"n":1,"secret":1}}',
    ) as object;
    expect(receive(Order, reply)).toEqual({ ...valid, one: { n: 1 } });
  });

  it.each([
    ['no object', 'name'],
    ['null', null],
    ['a list', [valid]],
    ['what lacks a field', { quota: 1 }],
    ['null in a field that needs a value', { ...valid, name: null }],
    ['an object for text', { ...valid, name: {} }],
    ['text with a lone surrogate', { ...valid, name: '\ud800' }],
    ['text for a number', { ...valid, quota: '1' }],
    ['a number that JSON does not carry exactly', { ...valid, quota: 1e300 }],
    ['text for an object', { ...valid, one: 'x' }],
    ['an object of another shape', { ...valid, one: { n: 'x' } }],
    ['text in a list of objects', { ...valid, items: ['x'] }],
    ['an object in a list of text', { ...valid, tags: [{}] }],
    ['a list for a map', { ...valid, ratios: [] }],
  ])('does not take %s', (_, reply) => {
    expect(receive(Order, reply)).toBeUndefined();
  });
});

describe('project', () => {
  it('cuts a reply to its declared fields at every depth', () => {
    const reply = {
      ...valid,
      password_hash: 'secret',
      one: { n: 1, token: 'secret' },
      items: [{ n: 2, token: 'secret' }],
    };
    expect(JSON.stringify(project(Order, reply))).not.toContain('secret');
    expect(project(Order, reply)).toEqual({ ...valid, one: { n: 1 }, items: [{ n: 2 }] });
  });
});

describe('breaches', () => {
  it('names what a reply lacks or gets wrong', () => {
    expect(breaches(Order, valid)).toEqual([]);
    expect(breaches(Order, { name: 'a' })).toHaveLength(1);
    expect(breaches(Order, { ...valid, items: [{ n: 'x' }] })[0]).toMatch(/^items/);
  });
});
