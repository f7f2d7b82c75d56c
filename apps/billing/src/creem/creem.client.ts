import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import type { BillingConfig } from '../billing.config.js';
import { ask, type ProviderReply } from '../settlements/provider-http.js';

const LIVE = 'https://api.creem.io';
const TEST = 'https://test-api.creem.io';

/** The parameters of a new checkout. */
export interface CheckoutRequest {
  readonly product_id: string;
  /** Our order's number; repeated in every event. */
  readonly request_id: string;
  readonly customer?: { readonly email: string };
  readonly metadata: Readonly<Record<string, string>>;
}

/** Creem's API with the key in force. */
@Injectable()
export class CreemClient {
  constructor(
    private readonly options: Options,
    @Inject(CONFIG) private readonly config: Pick<BillingConfig, 'CREEM_API_URL'>,
  ) {}

  /** Makes a checkout. @throws Error where there is no answer */
  createCheckout(request: CheckoutRequest): Promise<ProviderReply> {
    const headers = { ...this.headers(), 'content-type': 'application/json' };
    return ask(this.url('/v1/checkouts'), { method: 'POST', headers, body: JSON.stringify(request) });
  }

  /** A checkout by its number. @throws Error where there is no answer */
  checkout(id: string, signal?: AbortSignal): Promise<ProviderReply> {
    const url = this.url('/v1/checkouts');
    url.searchParams.set('checkout_id', id);
    return ask(url, { headers: this.headers(), signal });
  }

  private headers(): Record<string, string> {
    return { 'x-api-key': this.options.get('CreemApiKey') };
  }

  private url(path: string): URL {
    const base = this.config.CREEM_API_URL ?? (this.options.get('CreemTestMode') ? TEST : LIVE);
    return new URL(path, base);
  }
}
