import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { stripeApi, type StripeApi } from '@tollgate/testing/payments';
import {
  getOrder,
  type Payments,
  paymentsPair,
  getQuarantineReasons,
  getQuota,
  stripeCharge,
  stripeDelivery,
  stripeEvent,
} from '../testing/payments.js';

let db: TestDatabase;
let stripe: StripeApi;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let user: Identity;
beforeAll(async () => {
  stripe = await stripeApi();
  ({ db, a, b, close } = await paymentsPair({ stripe: stripe.address }));
});
beforeEach(async () => {
  user = await makeUser(db);
});
afterAll(async () => {
  await close();
  await stripe.close();
});

async function stripeOrder() {
  const { pay_link } = await a.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(user));
  const session = [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
  return { session, tradeNo: session.client_reference_id };
}
const send = (event: object) => a.stripeWebhooks.receive(stripeDelivery(event));

describe('refunds that came before their payment', () => {
  /** An order completed by hand, whose refund came first and still waits. */
  async function refundedEarly() {
    user = await makeUser(db);
    const { session, tradeNo } = await stripeOrder();
    const refund = stripeEvent('charge.refunded', stripeCharge(session, 8000));
    expect(await send(refund)).toBe('quarantined');
    await a.orders.complete({ trade_no: tradeNo }, buildContext(await makeUser(db, { role: Role.root })));
    expect(await getQuota(db, user)).toBe(5_000_000);
    return { user, tradeNo, refund };
  }
  const removed = async ({ userId }: Identity) => {
    await db.unitOfWork('admin').run((tx) => ledger.close(tx, userId, null, 'r'));
    await db.owner.query('DELETE FROM auth.users WHERE id = $1', [userId]);
  };
  /** Owes so much that nothing more can be taken from the user. */
  const indebted = async ({ userId }: Identity) => {
    for (const amount of [Number.MAX_SAFE_INTEGER, 5_000_000]) {
      await db.unitOfWork('admin').run((tx) =>
        ledger.post(tx, {
          kind: 'admin_adjust',
          ref: `debt-${userId}-${amount}`,
          actor: null,
          legs: [
            { userId, account: 'collect', amount: -amount },
            { account: 'admin', amount },
          ],
        }),
      );
    }
  };

  it('are acted upon even where those before them cannot be', async () => {
    const [gone, stuck, good] = [await refundedEarly(), await refundedEarly(), await refundedEarly()];
    await removed(gone.user);
    await indebted(stuck.user);
    expect(await a.stripeWebhooks.actOnEarly('')).toBe(3);
    expect(await getQuota(db, good.user)).toBe(0);
    expect(await getOrder(db, good.tradeNo)).toMatchObject({ status: 'refunded' });
    expect(await getQuarantineReasons(db, good.tradeNo)).toEqual([]);
    expect(await getQuarantineReasons(db, gone.tradeNo)).toEqual(['account_gone']);
    expect(await getQuarantineReasons(db, stuck.tradeNo)).toEqual(['before_payment']);
    expect(await b.stripeWebhooks.actOnEarly('')).toBe(1);
  });

  it('are acted upon however many there are', async () => {
    const { tradeNo, refund } = await refundedEarly();
    await db.owner.query(
      `INSERT INTO billing.quarantine (provider, event_id, type, trade_no, reason, callback_id)
       SELECT provider, event_id || '-' || n, type, trade_no, reason, callback_id FROM billing.quarantine,
              generate_series(1, 120) n WHERE event_id = $1`,
      [refund.id],
    );
    expect(await a.stripeWebhooks.actOnEarly(tradeNo)).toBe(121);
  });

  it('say why they wait, also where that is another reason after the payment', async () => {
    const { session, tradeNo } = await stripeOrder();
    const refund = stripeEvent('charge.refunded', { ...stripeCharge(session, 8000), currency: 'eur' });
    expect(await send(refund)).toBe('quarantined');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['before_payment']);
    expect(await send(stripeEvent('checkout.session.completed', { ...stripe.pay(session.id) }))).toBe('credited');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['other_currency']);
    expect(await a.stripeWebhooks.actOnEarly(tradeNo)).toBe(0);
  });

  it('of a deleted user are acknowledged at any time, and a closed case stays closed', async () => {
    const early = await refundedEarly();
    await removed(early.user);
    expect(await send(early.refund)).toBe('quarantined');
    expect(await getQuarantineReasons(db, early.tradeNo)).toEqual(['account_gone']);
    await db.owner.query('UPDATE billing.quarantine SET resolved_at = now() WHERE trade_no = $1', [early.tradeNo]);
    expect(await send(early.refund)).toBe('quarantined');
    expect(await getQuarantineReasons(db, early.tradeNo)).toEqual([]);
    expect(await getOrder(db, early.tradeNo)).toMatchObject({ status: 'success', reversed_quota: 0 });
  });
});
