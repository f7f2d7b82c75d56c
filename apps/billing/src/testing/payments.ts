import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Identity } from '@tollgate/contracts';
import { Authenticator } from '@tollgate/account-rules';
import type { CallGuard } from '@tollgate/platform/access';
import { CONFIG } from '@tollgate/platform/config';
import { Database, Repositories, UnitOfWork } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import { Limiter } from '@tollgate/platform/limits';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { Options } from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import { HandlerPipeline } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { getBalances, buildContext, replica } from '@tollgate/testing/accounts';
import {
  auditPostings,
  expectInvariants,
  repositoriesOn,
  testDatabase,
  type TestDatabase,
} from '@tollgate/testing/database';
import { notification, signedByCreem, signedByStripe, type StripeSession } from '@tollgate/testing/payments';
import { CreemService } from '../creem/creem.service.js';
import { CreemWebhooksService } from '../creem/creem-webhooks.service.js';
import { EpayCallbacksService } from '../epay/epay-callbacks.service.js';
import { EpayService } from '../epay/epay.service.js';
import { OrderChecksService } from '../order-checks/order-checks.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { TopUpInfoService } from '../orders/top-up-info.service.js';
import { QuarantineService } from '../quarantine/quarantine.service.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { StripeService } from '../stripe/stripe.service.js';
import { StripeWebhooksService } from '../stripe/stripe-webhooks.service.js';
import { PlanPurchasesService } from '../subscriptions/plan-purchases.service.js';
import { PlansService } from '../subscriptions/plans.service.js';
import { SubscriptionAdminService } from '../subscriptions/subscription-admin.service.js';
import { SubscriptionJobs } from '../subscriptions/subscription-jobs.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';

export const EPAY_KEY = 'SECRETKEY';
export const STRIPE_SECRET = 'whsec_test_of_the_product';
export const CREEM_SECRET = 'creem_secret_of_the_product';

/** Addresses of the doubles that a replica talks to. */
export interface Addresses {
  readonly stripe?: string;
  readonly creem?: string;
}

/** One replica of billing's payments on a connection pool of its own, as its module composes it. */
export async function paymentsOn(db: TestDatabase, addresses: Addresses = {}) {
  const { database, close } = replica(db, 'billing');
  const log = new Log('billing', true, () => undefined);
  const work = new UnitOfWork(database);
  const options = new Options(database, new Secrets(['a secret of the test that is long enough']), log);
  const limiter = new Limiter(database, {
    critical: { count: 0, seconds: 1 },
    mail: { count: 0, seconds: 1 },
  } as never);
  const authenticator = new Authenticator(database);
  const guard: CallGuard = {
    admit: (access, caller) => authenticator.admit(access, caller),
    requireStepUp: () => Promise.resolve(),
  };
  const provided = [
    { provide: Log, useValue: log },
    { provide: Database, useValue: database },
    { provide: UnitOfWork, useValue: work },
    { provide: Options, useValue: options },
    { provide: Repositories, useValue: await repositoriesOn(database) },
    { provide: Records, useValue: new Records() },
    { provide: Metrics, useValue: new Metrics() },
    { provide: Idempotency, useValue: new Idempotency(work) },
    {
      provide: HandlerPipeline,
      useValue: new HandlerPipeline(guard, limiter, log),
    },
    { provide: CONFIG, useValue: { STRIPE_API_URL: addresses.stripe, CREEM_API_URL: addresses.creem } },
  ];
  @Module({ providers: provided, exports: provided.map(({ provide }) => provide) })
  class Platform {}
  const module = await Test.createTestingModule({
    imports: [{ module: Platform, global: true }, SubscriptionsModule],
  }).compile();
  await options.refresh();
  return {
    database,
    options,
    epay: module.get(EpayService),
    epayCallbacks: module.get(EpayCallbacksService),
    stripe: module.get(StripeService),
    stripeWebhooks: module.get(StripeWebhooksService),
    creem: module.get(CreemService),
    creemWebhooks: module.get(CreemWebhooksService),
    orders: module.get(OrdersService),
    checks: module.get(OrderChecksService),
    quarantine: module.get(QuarantineService),
    settlements: module.get(SettlementsService),
    plans: module.get(PlansService),
    purchases: module.get(PlanPurchasesService),
    subscriptions: module.get(SubscriptionsService),
    subscriptionAdmin: module.get(SubscriptionAdminService),
    subscriptionJobs: module.get(SubscriptionJobs),
    info: module.get(TopUpInfoService),
    metrics: module.get(Metrics),
    close,
  };
}

export type Payments = Awaited<ReturnType<typeof paymentsOn>>;

/** Stores options and lets the replicas read them; null removes one. */
export async function setOptions(
  db: TestDatabase,
  replicas: readonly Payments[],
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    await db.owner.query('DELETE FROM admin.options WHERE key = $1', [key]);
    if (value !== null) await db.owner.query('INSERT INTO admin.options (key, value) VALUES ($1, $2)', [key, value]);
  }
  await db.owner.query('UPDATE admin.option_version SET version = version + 1');
  await Promise.all(replicas.map(({ options }) => options.refresh()));
}

/** All three providers configured, as an operator would. */
export const CONFIGURED = {
  ServerAddress: 'https://api.example.com',
  PayAddress: 'https://pay.example.com/xpay/epay',
  EpayId: '1001',
  EpayKey: EPAY_KEY,
  StripeApiSecret: 'sk_test_of_the_product',
  StripeWebhookSecret: STRIPE_SECRET,
  StripePriceId: 'price_unit',
  CreemApiKey: 'creem_test_key',
  CreemWebhookSecret: CREEM_SECRET,
  CreemProducts: JSON.stringify([{ productId: 'prod_1', name: '500k', price: 9.99, currency: 'USD', quota: 500_000 }]),
} as const;

/** Two replicas on a database of their own with every provider configured; closing checks the books. */
export async function paymentsPair(addresses: Addresses = {}, settings: Readonly<Record<string, string>> = {}) {
  const db = await testDatabase();
  const [a, b] = [await paymentsOn(db, addresses), await paymentsOn(db, addresses)];
  await setOptions(db, [a, b], { ...CONFIGURED, ...settings });
  const close = async () => {
    await auditPostings(db);
    await expectInvariants(db);
    await Promise.all([a.close(), b.close()]);
    await db.close();
  };
  return { db, a, b, close };
}

/** An Epay order and the notification that pays it. */
export async function epayOrder(payments: Payments, user: Identity, amount = 10, method = 'alipay') {
  const { form } = await payments.epay.pay({ amount, payment_method: method }, buildContext(user));
  const params = {
    pid: form.pid,
    trade_no: `2024EPAY${form.out_trade_no.slice(-6)}`,
    out_trade_no: form.out_trade_no,
    type: form.type,
    name: form.name,
    money: form.money,
    trade_status: 'TRADE_SUCCESS',
  };
  return { tradeNo: form.out_trade_no, form, params, paid: notification(params, EPAY_KEY) };
}

/** A Stripe delivery, signed. */
export function stripeDelivery(event: object, secret: string = STRIPE_SECRET, at?: number) {
  const body = JSON.stringify(event);
  return { raw: Buffer.from(body).toString('base64'), signature: signedByStripe(body, secret, at) };
}

let events = 0;
/** An event of Stripe about an object. */
export function stripeEvent(type: string, object: object, more: object = {}) {
  return { id: `evt_${(events += 1)}`, object: 'event', type, livemode: false, data: { object }, ...more };
}

/** A charge of a session, of which so many of the smallest units went back so far. */
export function stripeCharge(session: StripeSession, refunded: number, tradeNo = session.client_reference_id) {
  return {
    id: `ch_${session.id}`,
    object: 'charge',
    amount: session.amount_total,
    amount_refunded: refunded,
    currency: 'usd',
    payment_intent: `pi_${session.id}`,
    metadata: { trade_no: tradeNo },
  };
}

/** A Creem delivery, signed. */
export function creemDelivery(event: object, secret: string = CREEM_SECRET) {
  const body = JSON.stringify(event);
  return { raw: Buffer.from(body).toString('base64'), signature: signedByCreem(body, secret) };
}

export async function getQuota(db: TestDatabase, user: Identity): Promise<number> {
  return (await getBalances(db, user.userId)).quota ?? NaN;
}

interface OrderFacts {
  status: string;
  credit_quota: number;
  money: string;
  stuck_reason: string;
  reversed_quota: number;
  completed_by: number | null;
  completed_at: Date | null;
  amount: number;
  method: string;
  quarantine_id: number | null;
  provider_ref: string;
}

export async function getOrder(db: TestDatabase, tradeNo: string): Promise<OrderFacts> {
  const [row] = await db.owner.query<OrderFacts & Record<string, unknown>>(
    'SELECT * FROM billing.orders WHERE trade_no = $1',
    [tradeNo],
  );
  if (!row) throw new Error(`there is no order ${tradeNo}`);
  return row;
}

export async function getQuarantineReasons(db: TestDatabase, tradeNo: string): Promise<string[]> {
  const text = 'SELECT reason FROM billing.quarantine WHERE trade_no = $1 AND resolved_at IS NULL ORDER BY id';
  return (await db.owner.query<{ reason: string }>(text, [tradeNo])).map(({ reason }) => reason);
}
