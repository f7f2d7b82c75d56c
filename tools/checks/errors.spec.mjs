import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS } from '@tollgate/contracts';
import { filesUnder } from './product.mjs';

/** The parameters of a text; `_zh` ends the name of one that is a text itself, in Chinese. */
const names = (text) => [...text.matchAll(/\{(\w+?)(?:_zh)?\}/g)].map(([, name]) => name).sort();
let source;
let tables;

beforeAll(() => {
  const read = (file) => readFileSync(file, 'utf8');
  const files = ['apps', 'libs'].flatMap((folder) => filesUnder(folder, '.ts'));
  source = files
    .filter((file) => !file.includes('/contracts/src/errors/'))
    .map(read)
    .join('\n');
  tables = filesUnder('libs/contracts/src/errors', '.errors.ts').map(read).join('\n');
});

describe('every error code', () => {
  it('is in the table once', () => {
    const codes = [...tables.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, code]) => code);
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
    expect(codes.sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('is an upper-case name', () => {
    expect(Object.keys(ERRORS).filter((code) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))).toEqual([]);
  });

  it('is used', () => {
    expect(Object.keys(ERRORS).filter((code) => !new RegExp(`['"]${code}['"]|\\b${code}:`).test(source))).toEqual([]);
  });

  it('uses the same parameters in both languages', () => {
    const entries = Object.entries(ERRORS);
    expect(entries.filter(([, e]) => String(names(e.zh)) !== String(names(e.en))).map(([code]) => code)).toEqual([]);
    expect(entries.filter(([, e]) => !e.zh || !e.en || /[一-鿿]/.test(e.en)).map(([code]) => code)).toEqual([]);
  });

  it('answers 5xx only where the fault is ours', () => {
    const ours = ['INTERNAL', 'OVERLOADED', 'UNAVAILABLE', 'OUTCOME_UNKNOWN', 'REPLY_TOO_LARGE'];
    const odd = Object.entries(ERRORS).filter(
      ([code, { status, bare }]) => bare && status >= 500 && !ours.includes(code),
    );
    expect(odd.map(([code]) => code)).toEqual([]);
    expect(Object.values(ERRORS).filter(({ status }) => status < 400 || status > 599)).toEqual([]);
  });
});
