import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '@tollgate/contracts';
import fc from 'fast-check';
import { bearerHash, newApiUser, sessionHash } from './credentials.js';

const session = 'aB3-_'.repeat(8) + 'xyz';
const access = 'k9'.repeat(16);
const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

describe('bearerHash', () => {
  it.each([
    ['session token', `Bearer ${session}`, hash(session)],
    ['session token without Bearer', session, hash(session)],
    ['access token', `Bearer ${access}`, hash(access)],
    ['access token without Bearer', access, hash(access)],
    ['Bearer in another case', `bearer ${access}`, hash(access)],
    ['an API key', `Bearer sk-${'Q7z'.repeat(16)}`, 'malformed'],
    ['an imported access token of 28 characters', 'a'.repeat(28), hash('a'.repeat(28))],
    ['an imported one with the rest of base64', `Bearer ${'aB3+/'.repeat(6)}Q=`, hash(`${'aB3+/'.repeat(6)}Q=`)],
    ['an imported one, padded', `${'a'.repeat(28)}    `, hash('a'.repeat(28))],
    ['none', undefined, undefined],
    ['empty', '', undefined],
    ['Bearer alone', 'Bearer ', 'malformed'],
    ['another scheme', `Basic ${access}`, 'malformed'],
    ['one too short', 'a'.repeat(27), 'malformed'],
    ['one too long', 'a'.repeat(44), 'malformed'],
    ['Bearer twice', `Bearer Bearer ${access}`, 'malformed'],
    ['a control character', `${'a'.repeat(31)}\0`, 'malformed'],
  ])('reads %s', (_, header, expected) => expect(bearerHash(header)).toBe(expected));

  it('never throws, and hashes only texts that have the form of a secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        const found = bearerHash(header);
        const token = header.replace(/^bearer +/i, '').trim();
        expect(found === undefined || found === 'malformed' || /^[\w+/=-]{28,43}$/.test(token)).toBe(true);
      }),
    );
  });
});

describe('sessionHash', () => {
  it.each([
    [session, hash(session)],
    [undefined, undefined],
    ['', undefined],
    [`${session}=`, undefined],
    ['MTc2|cookie of another product', undefined],
  ])('of %p', (cookie, expected) => expect(sessionHash(cookie)).toBe(expected));
});

describe('newApiUser', () => {
  it.each([
    ['123', 123],
    ['Bearer 123', 123],
    ['bearer  7', 7],
    [' 2', 2],
    ['+2', 2],
    ['0', 0],
  ])('reads %p as %p', (header, id) => expect(newApiUser(header)).toBe(id));

  it.each([undefined, ''])('refuses %p as missing', (header) => {
    expect(() => newApiUser(header)).toThrow(new AppError('NEW_API_USER_MISSING'));
  });

  it.each(['-1', 'abc', '1.0', '1e3', '0x10', '12345678901234567', '9007199254740993', '1,2', 'Bearer', '１'])(
    'refuses %p as malformed',
    (header) => expect(() => newApiUser(header)).toThrow(new AppError('NEW_API_USER_MALFORMED')),
  );

  it('returns a safe integer or refuses, for every header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        try {
          expect(Number.isSafeInteger(newApiUser(header))).toBe(true);
        } catch (error) {
          expect((error as AppError).code).toMatch(/^NEW_API_USER_(MISSING|MALFORMED)$/);
        }
      }),
    );
  });
});
