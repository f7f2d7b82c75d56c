import { describe, expect, it } from '@jest/globals';
import { isSignedByStripe } from './stripe.signature.js';

const BODY = Buffer.from('{}');
const AT = 1_700_000_000;
const HEX = '35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91';
const OF_EMPTY = 'a9dc44c8eda3de70e9cbf3e488895f1abc26acb1461d3124a3cb886af35251cf';
const signed = (header: string, secrets = ['whsec_test'], now = AT) =>
  isSignedByStripe(BODY, header, secrets, now * 1000);

describe('Stripe signatures', () => {
  it('are those of the reference', () => {
    expect(signed(`t=${AT},v1=${HEX}`)).toBe(true);
    expect(signed(`t=${AT},v0=00,v1=${OF_EMPTY},v1=${HEX}`)).toBe(true);
    expect(signed(`t=${AT},v1=${HEX}`, ['whsec_new', 'whsec_test'])).toBe(true);
  });

  it('of an empty secret are none', () => {
    expect(signed(`t=${AT},v1=${OF_EMPTY}`, [''])).toBe(false);
    expect(signed(`t=${AT},v1=${OF_EMPTY}`, [' '])).toBe(false);
    expect(signed(`t=${AT},v1=${HEX}`, [])).toBe(false);
  });

  it('hold for five minutes, both ways', () => {
    const header = `t=${AT},v1=${HEX}`;
    expect([-301, -300, 300, 301].map((off) => signed(header, ['whsec_test'], AT + off))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it.each([
    '',
    'v1',
    `t=${AT}`,
    `t=${AT},v1`,
    `t=${AT},v1=`,
    `t=${AT},,v1=${HEX}`,
    `t=${AT}, v1=${HEX}`,
    `t=${AT},v1=${HEX},`,
    `v1=${HEX}`,
    `t=${AT},t=${AT},v1=${HEX}`,
    `t=${AT + 1},v1=${HEX}`,
    `t=-${AT},v1=${HEX}`,
    `t=1e9,v1=${HEX}`,
    `t=${AT},v0=${HEX}`,
    `t=${AT},v1=${HEX.toUpperCase()}`,
    `t=${AT},v1=${HEX.slice(0, 62)}`,
  ])('are not read out of %j', (header) => {
    expect(signed(header)).toBe(false);
  });
});
