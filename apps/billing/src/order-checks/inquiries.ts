import { Injectable } from '@nestjs/common';
import { CreemInquiry } from '../creem/creem-inquiry.js';
import { EpayInquiry } from '../epay/epay-inquiry.js';
import type { Finding } from '../settlements/finding.js';
import type { OrderRow } from '../settlements/order-row.js';
import { StripeInquiry } from '../stripe/stripe-inquiry.js';

/** Asks the provider of an order. */
@Injectable()
export class Inquiries {
  constructor(
    private readonly epay: EpayInquiry,
    private readonly stripe: StripeInquiry,
    private readonly creem: CreemInquiry,
  ) {}

  ask(order: OrderRow, signal: AbortSignal): Promise<Finding> {
    return { epay: this.epay, stripe: this.stripe, creem: this.creem }[order.provider].ask(order, signal);
  }
}
