import { describe, expect, it } from '@jest/globals';
import type { FieldSpec } from '@tollgate/contracts';
import { coerce, parsePage } from './input.js';

const field = (kind: FieldSpec['kind'], of?: FieldSpec['of']): FieldSpec => ({
  name: 'f',
  kind,
  of,
  optional: false,
  nullable: false,
});

describe('coerce', () => {
  it.each([
    ['integer', '7', 7],
    ['integer', '-7', -7],
    ['integer', '+7', 7],
    ['integer', '007', 7],
    ['integer', '1e3', '1e3'],
    ['integer', '0x10', '0x10'],
    ['integer', '1.0', '1.0'],
    ['integer', '', ''],
    ['integer', '99999999999999999999', '99999999999999999999'],
    ['integer', 'Infinity', 'Infinity'],
    ['number', '1.25', 1.25],
    ['number', 'NaN', 'NaN'],
    ['boolean', 'true', true],
    ['boolean', '1', true],
    ['boolean', 'false', false],
    ['boolean', '0', false],
    ['boolean', 'yes', 'yes'],
    ['string', '7', '7'],
  ] as const)('converts %s %p to %p', (kind, text, expected) => expect(coerce(field(kind), text)).toBe(expected));

  it('keeps the list if a scalar occurs twice, so that the service refuses it', () => {
    expect(coerce(field('integer'), ['1', '2'])).toEqual(['1', '2']);
  });

  it('makes a list if the field is one', () => {
    expect(coerce(field('list', 'integer'), ['1', '2'])).toEqual([1, 2]);
    expect(coerce(field('list', 'string'), 'a')).toEqual(['a']);
  });
});

describe('parsePage', () => {
  it.each([
    [{}, 1, 20],
    [{ p: '3', page_size: '50' }, 3, 50],
    [{ p: '0' }, 1, 20],
    [{ p: '-5', page_size: '-5' }, 1, 1],
    [{ page_size: '0' }, 1, 20],
    [{ page_size: '1000000' }, 1, 100],
    [{ page_size: 'x', ps: '7' }, 1, 7],
    [{ size: '9' }, 1, 9],
    [{ ps: '8', size: '9' }, 1, 8],
    [{ p: 'abc' }, 1, 20],
    [{ p: '1.5' }, 1, 20],
    [{ p: ['1', '2'] }, 1, 20],
    [{ p: '9'.repeat(300) }, 1_000_000_000, 20],
    [{ p: '9'.repeat(390) }, 1_000_000_000, 20],
  ] as const)('reads %p as page %p of size %p', (query, p, page_size) => {
    expect(parsePage(query as unknown as Record<string, string>)).toEqual({ p, page_size });
  });
});
