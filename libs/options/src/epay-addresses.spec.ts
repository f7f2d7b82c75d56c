import { describe, expect, it } from '@jest/globals';
import { OPTIONS } from './catalogue.js';
import { deriveEpayAddresses } from './epay-addresses.js';

describe('the addresses of an Epay gateway', () => {
  it.each([
    ['https://pay.example', 'https://pay.example/submit.php', 'https://pay.example/api.php'],
    ['https://pay.example/', 'https://pay.example/submit.php', 'https://pay.example/api.php'],
    [
      'https://pay.example:8443/xpay/epay',
      'https://pay.example:8443/xpay/epay/submit.php',
      'https://pay.example:8443/xpay/epay/api.php',
    ],
    ['https://host/epay/pay', 'https://host/epay/pay/submit.php', 'https://host/epay/api.php'],
    ['https://host/epay/pay/', 'https://host/epay/pay/submit.php', 'https://host/epay/api.php'],
    ['https://host/pay', 'https://host/pay/submit.php', 'https://host/api.php'],
    ['https://host/xpay', 'https://host/xpay/submit.php', 'https://host/xpay/api.php'],
    ['https://pay.example/submit.php', 'https://pay.example/submit.php', 'https://pay.example/api.php'],
    [
      'https://pay.example/epay/pay/submit.php',
      'https://pay.example/epay/pay/submit.php',
      'https://pay.example/epay/api.php',
    ],
    ['https://pay.example/mapi.php', 'https://pay.example/submit.php', 'https://pay.example/api.php'],
    [
      'https://pay.example/fastpay-server/api/pay',
      'https://pay.example/fastpay-server/api/pay/submit.php',
      'https://pay.example/fastpay-server/api/api.php',
    ],
  ])('follow from %s', (address, submit, query) => {
    expect(OPTIONS.PayAddress.check(address)).toBeNull();
    expect(deriveEpayAddresses(address)).toEqual({ submit, query });
  });

  it.each([
    'https://pay.example/?s=1',
    'https://pay.example/?',
    'https://pay.example/index.php',
    'https://pay.example/index.php/',
    'https://pay.example/pay.html',
    'https://pay.example/#/pay',
    'https://user:secret@pay.example/',
    'https://pay.example/a b',
    ' https://pay.example/',
    'https://pay.example/\tpay',
    'ftp://pay.example/',
    'pay.example',
  ])('cannot follow from %j, so it is refused when it is saved', (address) => {
    expect(OPTIONS.PayAddress.check(address)).not.toBeNull();
    expect(deriveEpayAddresses(address)).toBeUndefined();
  });

  it('may be given by themselves, with a query of their own', () => {
    for (const key of ['PaySubmitAddress', 'PayQueryAddress'] as const) {
      for (const good of ['', 'https://pay.example/index.php?s=/submit', 'http://10.0.0.1:8080/pay/do']) {
        expect(OPTIONS[key].check(good)).toBeNull();
      }
      for (const bad of [
        'pay.example',
        'https://u@pay.example/',
        'https://pay.example/#x',
        'javascript:1',
        'https://a/ b',
      ]) {
        expect(OPTIONS[key].check(bad)).not.toBeNull();
      }
    }
  });
});

describe('the type of a payment method', () => {
  const check = (type: string) => OPTIONS.PayMethods.check(JSON.stringify([{ name: 'a', type }]));
  it.each(['a&b', 'a=b', 'a b', 'a\tb', 'a\n', 'a\u0000', 'a\u200b', '', 'x'.repeat(65)])(
    'is refused if it is %j',
    (type) => {
      expect(check(type)).not.toBeNull();
    },
  );
  it.each(['alipay', 'wxpay', 'custom1', 'usdt.trc20', 'bank-card', '微信'])('is taken if it is %j', (type) => {
    expect(check(type)).toBeNull();
  });
});
