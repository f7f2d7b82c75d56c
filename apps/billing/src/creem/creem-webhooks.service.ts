import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { WebhookRequest } from '@tollgate/contracts/billing/stripe';
import { Options } from '@tollgate/options';
import { CallbackArchive } from '../settlements/callback-archive.js';
import type { Outcome, Source } from '../settlements/evidence.js';
import { parseJson, type Plain, toObject } from '../settlements/json.js';
import { ReversalsService } from '../settlements/reversals.service.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { webhookSecrets } from '../settlements/webhook-secrets.js';
import {
  type CreemEvent,
  parseEvent,
  isOpen,
  isPaid,
  isSignedByCreem,
  isTest,
  buildPayment,
  buildReversal,
  getTradeNo,
} from './creem.events.js';

/** Creem's events: as Stripe's. Test mode opens nothing: without a secret the webhook is closed, because anybody could forge an event. */
@Injectable()
export class CreemWebhooksService {
  constructor(
    private readonly options: Options,
    private readonly archive: CallbackArchive,
    private readonly settlements: SettlementsService,
    private readonly reversals: ReversalsService,
  ) {}

  /**
   * Acts upon a delivery.
   * @throws AppError WEBHOOK_CLOSED while no secret is set, SIGNATURE_INVALID, CALLBACK_MALFORMED, ACCOUNT_NOT_FOUND,
   * QUOTA_OUT_OF_RANGE
   */
  async receive({ raw, signature = '' }: WebhookRequest, address = ''): Promise<Outcome> {
    const secrets = webhookSecrets(this.options.get('CreemWebhookSecret'));
    if (secrets.length === 0) throw new AppError('WEBHOOK_CLOSED');
    const body = Buffer.from(raw, 'base64');
    if (!isSignedByCreem(body, signature, secrets)) {
      await this.archive.refuse({
        provider: 'creem',
        reason: 'signature',
        tradeNo: getClaimedOrder(body),
        address,
        body,
      });
      throw new AppError('SIGNATURE_INVALID');
    }
    const event = parseEvent(parseJson(body), body);
    if (!event) return this.refuseMalformed(body);
    return this.act(event, await this.archive.archive('creem', body));
  }

  /** Acts upon what came before the payment it is about, now that the payment is there; all orders' with an empty number. */
  actOnEarly(tradeNo: string): Promise<number> {
    return this.reversals.actOnEarly('creem', tradeNo, async ({ body, callback_id }) => {
      const event = parseEvent(parseJson(body), body);
      if (event) await this.act(event, callback_id);
    });
  }

  private async act(event: CreemEvent, callbackId: number): Promise<Outcome> {
    const { object, type } = event;
    const source: Source = { provider: 'creem', eventId: event.id, type, callbackId };
    const tradeNo = getTradeNo(object);
    const test = isTest(object);
    if (test !== null && test !== this.options.get('CreemTestMode')) {
      return this.settlements.setAside({
        ...source,
        tradeNo,
        reason: 'other_mode',
        detail: test ? 'a test' : 'not a test',
        foreign: tradeNo === '',
      });
    }
    if (type === 'checkout.completed') return this.complete(event, source);
    if (type === 'refund.created' || type === 'dispute.created') {
      const said = buildReversal(object, type === 'refund.created' ? 'refund' : 'dispute', source);
      if (said) return this.reversals.reverse(said);
      return this.settlements.setAside({
        ...source,
        tradeNo,
        reason: 'malformed',
        detail: 'no sum or currency',
        foreign: tradeNo === '',
      });
    }
    return this.settlements.ignore({ ...source, tradeNo });
  }

  private async complete({ object }: CreemEvent, source: Source): Promise<Outcome> {
    const tradeNo = getTradeNo(object);
    if (isOpen(object)) return this.settlements.ignore({ ...source, tradeNo });
    if (!isPaid(object)) return this.setUnclearAside(object, source);
    const outcome = await this.settlements.settle(buildPayment(object, source));
    if (outcome === 'credited' || outcome === 'already') await this.actOnEarly(tradeNo);
    return outcome;
  }

  /** A checkout whose state is neither paid nor open must not pass in silence if it names an order of ours. */
  private setUnclearAside(object: Plain, source: Source): Promise<Outcome> {
    const { status, type } = toObject(object.order);
    const detail = `order status ${show(status)}, type ${show(type)}`;
    return this.settlements.setUnclearAside({ ...source, tradeNo: getTradeNo(object) }, 'unclear_state', detail);
  }

  /** A delivery that verifies and is no event: an order that it names shows it, and Creem repeats it. */
  private async refuseMalformed(body: Buffer): Promise<never> {
    const source: Source = {
      provider: 'creem',
      eventId: createHash('sha256').update(body).digest('hex'),
      type: 'malformed',
      callbackId: await this.archive.archive('creem', body),
    };
    await this.settlements.setUnclearAside(
      { ...source, tradeNo: getClaimedOrder(body) },
      'malformed',
      'no event with a type',
    );
    throw new AppError('CALLBACK_MALFORMED');
  }
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 40);
}

/** The order that a delivery names; nothing vouches for it. */
function getClaimedOrder(body: Buffer): string {
  return getTradeNo(toObject(toObject(parseJson(body)).object));
}
