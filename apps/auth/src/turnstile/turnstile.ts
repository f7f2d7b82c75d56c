import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import type { AuthConfig } from '../auth.config.js';
import { ProviderDown, ProviderHttp } from '../outbound/provider-http.js';
import { SpentProofs } from '../third-party/spent-proofs.js';

/** What a token was solved for. */
export type TurnstilePurpose = 'register' | 'login' | 'verification' | 'reset';

/** Cloudflare's tokens hold five minutes; theirs is the judgement, this only says how long spent ones are remembered. */
const SECONDS = 600;

/**
 * Cloudflare Turnstile (https://developers.cloudflare.com/turnstile/get-started/server-side-validation/). Each request
 * needs a token, checked with Cloudflare each time, and each token is good once for each purpose: the stock web client
 * registers with the one it asked for the mail code with.
 */
@Injectable()
export class Turnstile {
  constructor(
    private readonly options: Options,
    private readonly spent: SpentProofs,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'TURNSTILE_VERIFY_URL' | 'TURNSTILE_HOSTNAMES'>,
  ) {}

  /**
   * Passes where the check is off, or the token is good. Where Cloudflare cannot be asked, nobody passes.
   * @throws AppError TURNSTILE_TOKEN_MISSING, TURNSTILE_REFUSED, TURNSTILE_UNAVAILABLE
   */
  async check(caller: Caller, token: string | undefined, purpose: TurnstilePurpose): Promise<void> {
    if (!this.options.get('TurnstileCheckEnabled')) return;
    if (!token) throw new AppError('TURNSTILE_TOKEN_MISSING');
    const hash = createHash('sha256').update(token).digest();
    const verdict = await this.ask(token, hash, caller.ip);
    const { TURNSTILE_HOSTNAMES: sites } = this.config;
    const ours = sites.length === 0 || (typeof verdict.hostname === 'string' && sites.includes(verdict.hostname));
    if (verdict.success !== true || !ours) throw new AppError('TURNSTILE_REFUSED');
    if (!(await this.spent.spend(`turnstile:${purpose}`, hash, SECONDS))) throw new AppError('TURNSTILE_REFUSED');
  }

  private async ask(token: string, hash: Buffer, ip: string): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({
      secret: this.options.get('TurnstileSecretKey'),
      response: token,
      remoteip: ip,
      // the same token asked about again (for another purpose, or after a lost answer) is answered again
      idempotency_key: toUuid(hash),
    });
    try {
      return await new ProviderHttp().json(this.config.TURNSTILE_VERIFY_URL, { method: 'POST', body });
    } catch (error) {
      if (!(error instanceof ProviderDown)) throw error;
      throw new AppError('TURNSTILE_UNAVAILABLE', {}, { cause: error });
    }
  }
}

/** A UUID (RFC 9562, version 8) that stands for a hash. */
function toUuid(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
