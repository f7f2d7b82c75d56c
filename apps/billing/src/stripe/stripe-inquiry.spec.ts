import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildOrderRow, readCases } from '../testing/cases.js';
import { StripeInquiry } from './stripe-inquiry.js';

const ORDER = buildOrderRow({
  trade_no: 'ref_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33',
  provider: 'stripe',
  money: '80.000',
  currency: 'usd',
  provider_ref: 'cs_test_a1',
});
const options = { get: () => false };
const ask = (client: object, order = ORDER) => new StripeInquiry(options as never, client as never).ask(order);
const fails = (error: unknown) => ({ usable: true, session: () => Promise.reject(error as Error) });

describe('an order query to Stripe', () => {
  it.each(readCases(fileURLToPath(new URL('./cases/order-query', import.meta.url))))(
    'is $outcome: $situation',
    async ({ outcome, situation, bytes }) => {
      const session = JSON.parse(bytes.toString()) as unknown;
      const finding = await ask({ usable: true, session: () => Promise.resolve(session) });
      expect(finding.state).toBe(outcome);
      if (finding.state === 'unclear') expect(finding.why).toMatch(/^Stripe /);
      if (finding.state !== 'paid') return;
      expect(finding.evidence).toMatchObject({ tradeNo: ORDER.trade_no, providerRef: 'cs_test_a1', currency: 'usd' });
      expect(finding.evidence.paid).toBe(situation === 'free of charge' ? '0.00' : '80.00');
    },
  );

  it('is unclear without a usable key, if Stripe refuses it, and if Stripe does not answer', async () => {
    expect(await ask({ usable: false })).toEqual({ state: 'unclear', why: 'Stripe is not configured' });
    const refused = await ask(fails({ statusCode: 401 }));
    expect(refused).toEqual({ state: 'unclear', why: 'Stripe refuses the query: check the key' });
    expect(await ask(fails(new Error('time-out')))).toEqual({
      state: 'unclear',
      why: 'Stripe does not answer',
      unreachable: true,
    });
  });

  it('is unclear if the session of an order is not among those that were looked through', async () => {
    const order = { ...ORDER, provider_ref: '' };
    const client = (findSession: () => Promise<unknown>) => ({ usable: true, findSession });
    const cut = await ask(
      client(() => Promise.reject(new Error('too many sessions of that time'))),
      order,
    );
    expect(cut.state).toBe('unclear');
    expect(
      (
        await ask(
          client(() => Promise.resolve(undefined)),
          order,
        )
      ).state,
    ).toBe('unpaid');
  });
});
