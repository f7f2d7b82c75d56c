import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import type { AuthConfig } from '../auth.config.js';
import { ProviderUnavailable, ProviderHttp } from '../outbound/provider-http.js';
import { SpentProofs } from '../spent-proofs/spent-proofs.js';

/** The request that a token was solved for. */
export type TurnstilePurpose = 'register' | 'login' | 'verification' | 'reset' | 'check-in';

/** How long spent tokens are remembered. Cloudflare accepts a token for 300 seconds, so this is twice as long. */
const REMEMBERED_SECONDS = 600;

/**
 * Cloudflare Turnstile (https://developers.cloudflare.com/turnstile/get-started/server-side-validation/). Each request needs
 * a token, which Cloudflare verifies. A token is good once per purpose, because the stock web client registers with the
 * token that it used for the mail code.
 */
@Injectable()
export class Turnstile {
  constructor(
    private readonly options: Options,
    private readonly spent: SpentProofs,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'TURNSTILE_VERIFY_URL' | 'TURNSTILE_HOSTNAMES'>,
  ) {}

  /**
   * Returns if the check is off or the token is good. If Cloudflare cannot be asked, the request is refused.
   * @throws AppError TURNSTILE_TOKEN_MISSING, TURNSTILE_REFUSED, TURNSTILE_UNAVAILABLE
   */
  async check(caller: Caller, token: string | undefined, purpose: TurnstilePurpose): Promise<void> {
    if (!this.options.get('TurnstileCheckEnabled')) return;
    if (!token) throw new AppError('TURNSTILE_TOKEN_MISSING');
    const hash = hashSecret(token);
    const verdict = await this.ask(token, hash, caller.ip);
    const { TURNSTILE_HOSTNAMES: sites } = this.config;
    const ours = sites.length === 0 || (typeof verdict.hostname === 'string' && sites.includes(verdict.hostname));
    if (verdict.success !== true || !ours) throw new AppError('TURNSTILE_REFUSED');
    if (!(await this.spent.spend(`turnstile:${purpose}`, hash, REMEMBERED_SECONDS)))
      throw new AppError('TURNSTILE_REFUSED');
  }

  private async ask(token: string, hash: Buffer, ip: string): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({
      secret: this.options.get('TurnstileSecretKey'),
      response: token,
      remoteip: ip,
      // Cloudflare repeats its answer for the same key, so a token can be verified again for another purpose or after a lost
      // answer.
      idempotency_key: toUuid(hash),
    });
    try {
      return await new ProviderHttp().json(this.config.TURNSTILE_VERIFY_URL, { method: 'POST', body });
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      throw new AppError('TURNSTILE_UNAVAILABLE', {}, { cause: error });
    }
  }
}

/** A UUID (RFC 9562, version 8) made of a hash. */
function toUuid(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
