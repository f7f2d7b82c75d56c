import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../settlements/json.js';
import { buildOrderRow, readCases } from '../testing/cases.js';
import { CreemInquiry } from './creem-inquiry.js';

const ORDER = buildOrderRow({
  trade_no: 'ref_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33',
  provider: 'creem',
  money: '9.990',
  currency: 'usd',
  provider_ref: 'ch_1',
});
const OPTIONS = { CreemApiKey: 'creem_test_key', CreemTestMode: true };
const ask = (checkout: () => Promise<unknown>, order = ORDER, values: object = OPTIONS) => {
  const options = { get: (key: string) => (values as Record<string, unknown>)[key] };
  return new CreemInquiry(options as never, { checkout } as never).ask(order);
};
const answer = (status: number, bytes: Buffer) => () => Promise.resolve({ status, bytes, body: parseJson(bytes) });
const neverAsked = () => Promise.reject(new Error('Creem was asked'));

describe('an order query to Creem', () => {
  it.each(readCases(fileURLToPath(new URL('./cases/order-query', import.meta.url))))(
    'is $outcome: $situation',
    async ({ outcome, bytes }) => {
      const finding = await ask(answer(200, bytes));
      expect(finding.state).toBe(outcome);
      if (finding.state === 'unclear') expect(finding.why).toMatch(/^Creem /);
      if (finding.state !== 'paid') return;
      expect(finding.evidence).toMatchObject({ tradeNo: ORDER.trade_no, money: '9.99', currency: 'usd' });
    },
  );

  it('is unclear without a key, and if Creem refuses or does not answer', async () => {
    expect(await ask(neverAsked, ORDER, {})).toEqual({ state: 'unclear', why: 'Creem is not configured' });
    expect(await ask(answer(403, Buffer.from('{}')))).toEqual({ state: 'unclear', why: 'Creem answers 403' });
    expect(await ask(neverAsked)).toEqual({
      state: 'unclear',
      why: 'Creem does not answer',
      unreachable: true,
    });
  });

  it('is unclear, and never expires the order, if the creation of the checkout had no answer', async () => {
    const order = { ...ORDER, provider_ref: '' };
    expect((await ask(neverAsked, { ...order, status: 'unknown' })).state).toBe('unclear');
    expect((await ask(neverAsked, { ...order, status: 'pending' })).state).toBe('unpaid');
  });
});
