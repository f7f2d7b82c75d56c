import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { WebhookRequest } from '@tollgate/contracts/billing/stripe';
import { Options } from '@tollgate/options';
import { OrdersRepository } from '../orders/orders.repository.js';
import { CallbackArchive } from '../settlements/callback-archive.js';
import type { Outcome, ReversalEvidence, Source } from '../settlements/evidence.js';
import { getId, parseJson, type Plain, toObject, toText } from '../settlements/json.js';
import { ReversalsService } from '../settlements/reversals.service.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { webhookSecrets } from '../settlements/webhook-secrets.js';
import { StripeClient } from './stripe.client.js';
import { buildDispute, buildRefund, isOpen, isPaid, parseEvent, type StripeEvent } from './stripe.events.js';
import { buildPayment, getTradeNo, isForeign } from './stripe-payment.js';
import { isSignedByStripe } from './stripe.signature.js';

/**
 * Stripe's events. Answers only after the commit of what an event asked for; any failure before it is an error, so that
 * Stripe repeats itself. Makes no call to anybody.
 */
@Injectable()
export class StripeWebhooksService {
  constructor(
    private readonly options: Options,
    private readonly stripe: StripeClient,
    private readonly archive: CallbackArchive,
    private readonly settlements: SettlementsService,
    private readonly reversals: ReversalsService,
    private readonly orders: OrdersRepository,
  ) {}

  /**
   * Acts upon a delivery.
   * @throws AppError WEBHOOK_CLOSED while no secret is set, SIGNATURE_INVALID, CALLBACK_MALFORMED, ACCOUNT_NOT_FOUND,
   * QUOTA_OUT_OF_RANGE
   */
  async receive({ raw, signature = '' }: WebhookRequest, address = ''): Promise<Outcome> {
    const secrets = webhookSecrets(this.options.get('StripeWebhookSecret'));
    if (secrets.length === 0) throw new AppError('WEBHOOK_CLOSED');
    const body = Buffer.from(raw, 'base64');
    if (!isSignedByStripe(body, signature, secrets)) {
      await this.archive.refuse({
        provider: 'stripe',
        reason: 'signature',
        tradeNo: getClaimedOrder(body),
        address,
        body,
      });
      throw new AppError('SIGNATURE_INVALID');
    }
    const event = parseEvent(parseJson(body));
    if (!event) return this.refuseMalformed(body);
    return this.act(event, await this.archive.archive('stripe', body));
  }

  /** Acts upon what came before the payment it is about, now that the payment is there; all orders' with an empty number. */
  actOnEarly(tradeNo: string): Promise<number> {
    return this.reversals.actOnEarly('stripe', tradeNo, async ({ body, callback_id }) => {
      const event = parseEvent(parseJson(body));
      if (event) await this.act(event, callback_id);
    });
  }

  private async act(event: StripeEvent, callbackId: number): Promise<Outcome> {
    const { id, type, livemode, object } = event;
    const source: Source = { provider: 'stripe', eventId: id, type, callbackId };
    const tradeNo = isSession(object) ? getTradeNo(object) : toText(object.client_reference_id);
    const { live } = this.stripe;
    if (live !== null && livemode !== null && live !== livemode) {
      const detail = `livemode ${livemode}, the key's is ${live}`;
      const foreign = isSession(object) && isForeign(object);
      return this.settlements.setAside({ ...source, tradeNo, reason: 'other_mode', detail, foreign });
    }
    switch (type) {
      case 'checkout.session.completed':
      case 'checkout.session.async_payment_succeeded':
        if (isPaid(object)) return this.settle(event, source);
        return isOpen(object) ? this.settlements.ignore({ ...source, tradeNo }) : this.setUnclearAside(object, source);
      case 'checkout.session.async_payment_failed':
      case 'checkout.session.expired':
        if (object.payment_status === 'paid') return this.setUnclearAside(object, source);
        return this.settlements.close({
          ...source,
          tradeNo,
          status: type === 'checkout.session.expired' ? 'expired' : 'failed',
        });
      case 'charge.refunded':
        return this.reverse(buildRefund(object, source), source, object);
      case 'charge.dispute.created':
      case 'charge.dispute.updated':
      case 'charge.dispute.closed':
      case 'charge.dispute.funds_withdrawn':
      case 'charge.dispute.funds_reinstated':
        return this.reverse(buildDispute(object, source), source, object);
      case 'refund.failed':
        return this.settlements.setAside({
          ...buildCase(object, source),
          reason: 'refund_failed',
          detail: toText(object.id),
        });
      default:
        return this.settlements.ignore({ ...source, tradeNo });
    }
  }

  private async settle({ object }: StripeEvent, source: Source): Promise<Outcome> {
    const evidence = buildPayment(object, source, this.options.get('StripePromotionCodesEnabled'));
    const outcome = await this.settlements.settle(evidence);
    if (outcome === 'credited') {
      const customer = toText(object.customer);
      if (customer) await this.orders.keepCustomer(evidence.tradeNo, customer);
    }
    // also on a repeated delivery: the one before may have ended between the credit and this
    if (outcome === 'credited' || outcome === 'already') await this.actOnEarly(evidence.tradeNo);
    return outcome;
  }

  /** A session whose state is neither paid nor open must not pass in silence if it names an order of ours. */
  private setUnclearAside(object: Plain, source: Source): Promise<Outcome> {
    const { status, payment_status, mode } = object;
    const detail = `status ${show(status)}, payment_status ${show(payment_status)}, mode ${show(mode)}`;
    return this.settlements.setUnclearAside({ ...source, tradeNo: getTradeNo(object) }, 'unclear_state', detail);
  }

  /** A delivery that verifies and is no event: an order that it names shows it, and Stripe repeats it. */
  private async refuseMalformed(body: Buffer): Promise<never> {
    const source: Source = {
      provider: 'stripe',
      eventId: createHash('sha256').update(body).digest('hex'),
      type: 'malformed',
      callbackId: await this.archive.archive('stripe', body),
    };
    await this.settlements.setUnclearAside(
      { ...source, tradeNo: getClaimedOrder(body) },
      'malformed',
      'no event with an id and a type',
    );
    throw new AppError('CALLBACK_MALFORMED');
  }

  private reverse(said: ReversalEvidence | undefined, source: Source, object: Plain): Promise<Outcome> {
    if (said) return this.reversals.reverse(said);
    return this.settlements.setAside({
      ...buildCase(object, source),
      reason: 'malformed',
      detail: 'no sum or currency',
    });
  }
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 40);
}

function isSession(object: Plain): boolean {
  return object.object === 'checkout.session';
}

/** The order and the payment that a refund or dispute names. If it names no order of ours and no known payment, it is of another shop on the account. */
function buildCase(object: Plain, source: Source) {
  const tradeNo = toText(toObject(object.metadata).trade_no);
  return { ...source, tradeNo, paymentRef: getId(object.payment_intent), foreign: tradeNo === '' };
}

/** The order that a delivery names; nothing vouches for it. */
function getClaimedOrder(body: Buffer): string {
  return getTradeNo(toObject(toObject(toObject(parseJson(body)).data).object));
}
