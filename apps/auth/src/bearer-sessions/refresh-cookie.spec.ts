import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashSecret } from '@tollgate/platform/access';
import {
  followingHalf,
  judge,
  newHalf,
  readRefreshCookie,
  type RefreshState,
  writeRefreshCookie,
} from './refresh-cookie.js';

const SID = '3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b';

describe('the value of a refresh cookie', () => {
  it('is read as it was written', () => {
    const cookie = { sid: SID, family: newHalf(), rotating: newHalf() };
    expect(writeRefreshCookie(cookie)).toHaveLength(101);
    expect(readRefreshCookie(writeRefreshCookie(cookie))).toEqual(cookie);
  });

  it.each([
    undefined,
    '',
    SID,
    `${SID}.`,
    `${SID}.${'a'.repeat(63)}`,
    `${SID}.${'a'.repeat(65)}`,
    `x.${'a'.repeat(64)}`,
  ])('of another form is none (case %#)', (value) => expect(readRefreshCookie(value)).toBeUndefined());
});

describe('a cookie', () => {
  const family = newHalf();
  const salt = randomBytes(32);
  const older = newHalf();
  const previous = newHalf();
  const current = followingHalf(previous, salt);
  const state = (rotated_lately: boolean, previous_rotated_lately: boolean): RefreshState => ({
    family_hash: hashSecret(family),
    current_hash: hashSecret(current),
    previous_hash: hashSecret(previous),
    ...{ salt, rotated_lately, previous_rotated_lately },
  });

  it.each([
    ['that is current is current', current, family, 'current', 'current', 'current'],
    ['that was rotated once is a race within the window, then reused', previous, family, 'race', 'race', 'reused'],
    [
      'that is older is reused unless both rotations were within the window',
      older,
      family,
      'older',
      'reused',
      'reused',
    ],
    ['of another family is foreign', current, newHalf(), 'foreign', 'foreign', 'foreign'],
    ['that is made up is foreign', newHalf(), newHalf(), 'foreign', 'foreign', 'foreign'],
  ])('%s', (_, rotating, ofFamily, both, one, none) => {
    const cookie = { sid: SID, family: ofFamily, rotating };
    expect(judge(cookie, state(true, true))).toBe(both);
    expect(judge(cookie, state(true, false))).toBe(one);
    expect(judge(cookie, state(false, false))).toBe(none);
  });

  it('derives the same next half from the same half and salt, and another one if the salt differs', () => {
    expect(followingHalf(previous, salt)).toBe(current);
    expect(followingHalf(previous, randomBytes(32))).not.toBe(current);
  });
});
