import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import { Stripe } from 'stripe';
import type { BillingConfig } from '../billing.config.js';

/** One attempt, in milliseconds; there is one more after it, with the same idempotency key. */
const TIMEOUT_MS = 8000;
/** Sessions that are looked through for one whose number is not known. */
const MAX_SESSIONS = 1000;
const HOUR = 3600;

export type Session = Stripe.Checkout.Session;
export type SessionParams = Stripe.Checkout.SessionCreateParams;

/** The meaning of a failed call: nothing was done, or it may have been. */
export type CallFailure = 'refused' | 'in_doubt';

/** Stripe's API with the key in force. No webhook handler calls it. */
@Injectable()
export class StripeClient {
  private current: { key: string; stripe: Stripe } | undefined;

  constructor(
    private readonly options: Options,
    @Inject(CONFIG) private readonly config: Pick<BillingConfig, 'STRIPE_API_URL'>,
  ) {}

  /** Whether a key is set that can be one: secret or restricted. */
  get usable(): boolean {
    return /^(sk|rk)_/.test(this.options.get('StripeApiSecret'));
  }

  /** Whether the key is of live mode; null where its form does not tell. */
  get live(): boolean | null {
    const mode = /^(?:sk|rk)_(live|test)_/.exec(this.options.get('StripeApiSecret'))?.[1];
    return mode === undefined ? null : mode === 'live';
  }

  /** Makes a Checkout session; a repeated call with the same key and parameters answers the same session. */
  createSession(params: SessionParams, idempotencyKey: string): Promise<Session> {
    return this.stripe().checkout.sessions.create(params, { idempotencyKey });
  }

  /** Currency and product of a price. */
  async price(id: string): Promise<{ currency: string; product: string }> {
    const { currency, product } = await this.stripe().prices.retrieve(id);
    return { currency, product: typeof product === 'string' ? product : product.id };
  }

  session(id: string): Promise<Session> {
    return this.stripe().checkout.sessions.retrieve(id);
  }

  /**
   * The session of an order whose creation had no answer, looked for among those of its time.
   * @throws Error if there are more of them than are looked through: the session may be among the others
   */
  async findSession(tradeNo: string, createdAt: Date): Promise<Session | undefined> {
    const from = Math.floor(createdAt.getTime() / 1000);
    const created = { gte: from - HOUR, lte: from + HOUR };
    let seen = 0;
    for await (const session of this.stripe().checkout.sessions.list({ created, limit: 100 })) {
      if (session.client_reference_id === tradeNo) return session;
      if ((seen += 1) >= MAX_SESSIONS) throw new Error('too many sessions of that time');
    }
    return undefined;
  }

  private stripe(): Stripe {
    const key = this.options.get('StripeApiSecret');
    if (this.current?.key !== key)
      this.current = { key, stripe: new Stripe(key, { ...this.where(), ...CLIENT_OPTIONS }) };
    return this.current.stripe;
  }

  private where(): { host?: string; port?: string; protocol?: 'http' | 'https' } {
    if (!this.config.STRIPE_API_URL) return {};
    const { hostname, port, protocol } = new URL(this.config.STRIPE_API_URL);
    const plain = protocol === 'http:';
    return { host: hostname, port: port || (plain ? '80' : '443'), protocol: plain ? 'http' : 'https' };
  }
}

const CLIENT_OPTIONS = { timeout: TIMEOUT_MS, maxNetworkRetries: 1, telemetry: false };

/** Whether Stripe certainly did nothing (it said no), or may have. */
export function getCallFailure(error: unknown): CallFailure {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? 'refused' : 'in_doubt';
}
