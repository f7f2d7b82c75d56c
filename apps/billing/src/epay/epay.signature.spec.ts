import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSignedByEpay, parseParams, signEpay } from './epay.signature.js';

const KEY = 'SECRETKEY';
const NOTIFY = {
  money: '73.00',
  name: 'TUC10',
  out_trade_no: 'USR2NOCozJns1795365812',
  pid: '1001',
  trade_no: '2024EPAY1',
  trade_status: 'TRADE_SUCCESS',
  type: 'alipay',
};
const signed = (params: Record<string, string>, key = KEY) => ({
  ...params,
  sign: signEpay(params, key),
  sign_type: 'MD5',
});

const accepts = (input: unknown, key = KEY) => {
  const params = parseParams(input);
  return params !== undefined && isSignedByEpay(params, key);
};

/** Another reading of the signed text: some of its `&` belong to a value. */
function cutDifferently(params: Readonly<Record<string, string>>, seed: number): Record<string, string> {
  const text = Object.keys(params)
    .filter((name) => params[name] !== '')
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  const pieces: string[] = [];
  for (const [index, piece] of text.split('&').entries()) {
    const joins = index > 0 && (!piece.includes('=') || ((seed >> (index % 30)) & 1) === 1);
    if (joins) pieces.push(`${pieces.pop()}&${piece}`);
    else pieces.push(piece);
  }
  return Object.fromEntries(
    pieces.map((piece) => [piece.slice(0, piece.indexOf('=')), piece.slice(piece.indexOf('=') + 1)]),
  );
}

describe('Epay signatures', () => {
  it('are those of the reference', () => {
    expect(signEpay(NOTIFY, KEY)).toBe('f5b1dbb857a735ba71803b166dfaf3ba');
    const purchase = {
      device: 'pc',
      money: '73.00',
      name: 'TUC10',
      notify_url: 'https://api.example.com/api/user/epay/notify',
      out_trade_no: 'USR2NOCozJns1795365812',
      pid: '1001',
      return_url: 'https://api.example.com/console/log',
      type: 'alipay',
    };
    expect(signEpay({ ...purchase, sign: 'x', sign_type: 'MD5', param: '' }, KEY)).toBe(
      '10031c8b3083d5e1c2e9deb11c22cc38',
    );
  });

  it('let a rightly signed notification through, with sign_type in any case or without it', () => {
    for (const sign_type of ['MD5', 'md5', 'Md5', '']) expect(accepts({ ...signed(NOTIFY), sign_type })).toBe(true);
    expect(accepts({ ...NOTIFY, sign: signEpay(NOTIFY, KEY) })).toBe(true);
  });

  it.each([
    ['an additional field', { addtime: '2024-06-01 12:00:00' }],
    ['a long value', { param: 'x'.repeat(5000) }],
    ['a value with & and =', { param: 'a=1&b=2', name: 'A&B' }],
    ['a value that begins like a deciding parameter', { param: 'money=0.01' }],
    ['control characters in a value that does not decide', { name: 'a\nb' }],
  ])('cover %s', (_, more) => {
    const params = { ...NOTIFY, ...more };
    expect(accepts(signed(params))).toBe(true);
    for (const name of Object.keys(more)) expect(accepts({ ...signed(params), [name]: 'other' })).toBe(false);
  });

  it.each([
    ['an empty key', signed(NOTIFY, ''), ''],
    ['a blank key', signed(NOTIFY, '  '), '  '],
    ['another key', signed(NOTIFY, 'OTHERKEY'), KEY],
    ['no signature', NOTIFY, KEY],
    ['another kind of signature', { ...signed(NOTIFY), sign_type: 'RSA' }, KEY],
    ['an upper-case signature', { ...signed(NOTIFY), sign: signEpay(NOTIFY, KEY).toUpperCase() }, KEY],
    ['an unsigned field', { ...signed(NOTIFY), extra: '1' }, KEY],
    ['a doubled name', { ...signed(NOTIFY), pid: ['1001', '1001'] }, KEY],
    ['a number', { ...signed(NOTIFY), pid: 1001 }, KEY],
    ['a list', [signed(NOTIFY)], KEY],
    ['nothing', null, KEY],
    ['a text', 'sign=1', KEY],
    [
      'more than 200 parameters',
      signed({ ...NOTIFY, ...Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`p${n}`, '1'])) }),
      KEY,
    ],
  ])('refuse %s', (_, params, key) => {
    expect(accepts(params, key)).toBe(false);
  });

  it('refuse a signed text that was cut into other pairs, if the cut touches a deciding parameter', () => {
    const text = Object.entries(NOTIFY)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const sign = createHash('md5')
      .update(text + KEY)
      .digest('hex');
    // the same bytes, but two pairs are read as the value of one
    const recut = { ...NOTIFY, name: 'TUC10&out_trade_no=USR2NOCozJns1795365812', out_trade_no: '', sign };
    expect(signEpay(recut, KEY)).toBe(sign);
    expect(accepts(recut)).toBe(false);
    expect(accepts({ ...NOTIFY, sign })).toBe(true);
  });

  it('let no two readings of one signed text through that differ in a deciding parameter', () => {
    const names = [
      'attach',
      'money',
      'name',
      'out_trade_no',
      'param',
      'pid',
      'token',
      'trade_no',
      'trade_status',
      'type',
      'user',
    ];
    const value = fc
      .stringMatching(/^[a-z0-9&=]{0,6}$/)
      .chain((start) => fc.constantFrom(...names, '').map((name) => (name === '' ? start : `${start}&${name}=1`)));
    const deciding = ['pid', 'out_trade_no', 'trade_no', 'money', 'trade_status', 'type'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 }), fc.nat(), (params, seed) => {
        const given: Record<string, string> = signed(params);
        const recut = cutDifferently(params, seed);
        const other = { ...recut, sign: given.sign ?? '' };
        if (signEpay(recut, KEY) !== given.sign || !accepts(given) || !accepts(other)) return true;
        return deciding.every((name) => (given[name] ?? '') === (recut[name] ?? ''));
      }),
      { numRuns: 5000 },
    );
  });

  it('accept no notification of which anything was changed', () => {
    const names = Object.keys(NOTIFY) as (keyof typeof NOTIFY)[];
    fc.assert(
      fc.property(fc.constantFrom(...names, 'sign' as const), fc.string({ maxLength: 40 }), (name, value) => {
        const original: Record<string, string> = signed(NOTIFY);
        fc.pre(original[name] !== value);
        return !accepts({ ...original, [name]: value });
      }),
      { numRuns: 3000 },
    );
  });
});
