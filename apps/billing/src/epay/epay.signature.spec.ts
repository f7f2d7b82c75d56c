import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signEpay, verifiedParams } from './epay.signature.js';

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

  it('let a rightly signed notification through, with or without sign_type', () => {
    expect(verifiedParams(signed(NOTIFY), KEY)).toMatchObject(NOTIFY);
    expect(verifiedParams({ ...NOTIFY, sign: signEpay(NOTIFY, KEY) }, KEY)).toMatchObject(NOTIFY);
  });

  it.each([
    ['an empty key', signed(NOTIFY, ''), ''],
    ['a blank key', signed(NOTIFY, '  '), '  '],
    ['another key', signed(NOTIFY, 'OTHERKEY'), KEY],
    ['no signature', NOTIFY, KEY],
    ['another kind of signature', { ...signed(NOTIFY), sign_type: 'RSA' }, KEY],
    ['an upper-case signature', { ...signed(NOTIFY), sign: signEpay(NOTIFY, KEY).toUpperCase() }, KEY],
    ['an unknown name', signed({ ...NOTIFY, extra: '1' }), KEY],
    ['a doubled name', { ...signed(NOTIFY), pid: ['1001', '1001'] }, KEY],
    ['a number', { ...signed(NOTIFY), pid: 1001 }, KEY],
    ['a list', [signed(NOTIFY)], KEY],
    ['nothing', null, KEY],
    ['a text', 'sign=1', KEY],
  ])('refuse %s', (_, params, key) => {
    expect(verifiedParams(params, key)).toBeUndefined();
  });

  it('refuse every other cut of a signed text into pairs', () => {
    const text = Object.entries(NOTIFY)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const sign = createHash('md5')
      .update(text + KEY)
      .digest('hex');
    // the naive reading: the same bytes, but two pairs read as the value of one
    const recut = { ...NOTIFY, name: 'TUC10&out_trade_no=USR2NOCozJns1795365812', out_trade_no: '', sign };
    expect(signEpay(recut, KEY)).toBe(sign);
    expect(verifiedParams(recut, KEY)).toBeUndefined();
    expect(verifiedParams({ ...NOTIFY, sign }, KEY)).toBeDefined();
  });

  it('accept no notification of which anything was changed', () => {
    const names = Object.keys(NOTIFY) as (keyof typeof NOTIFY)[];
    fc.assert(
      fc.property(fc.constantFrom(...names, 'sign' as const), fc.string({ maxLength: 40 }), (name, value) => {
        const original: Record<string, string> = signed(NOTIFY);
        fc.pre(original[name] !== value);
        return verifiedParams({ ...original, [name]: value }, KEY) === undefined;
      }),
      { numRuns: 3000 },
    );
  });
});
