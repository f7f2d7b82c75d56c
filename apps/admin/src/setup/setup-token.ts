import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { SetupRequest } from '@tollgate/contracts/admin/setup';
import { hashSecret } from '@tollgate/platform/access';
import { CONFIG } from '@tollgate/platform/config';
import { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import type { AdminConfig } from '../admin.config.js';
import { SetupRepository } from './setup.repository.js';

/**
 * The token of the first set-up. Without it, the first client that reaches the port would become root. It is SETUP_TOKEN, or
 * made of CRYPTO_SECRET, so that all replicas have the same one.
 */
@Injectable()
export class SetupToken implements OnApplicationBootstrap {
  private readonly token: string;

  constructor(
    private readonly repository: SetupRepository,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: Pick<AdminConfig, 'SETUP_TOKEN' | 'PORT'>,
    secrets: Secrets,
  ) {
    this.token = config.SETUP_TOKEN || secrets.lookups('first set-up', 'setup_token')[0].toString('base64url');
  }

  /** Prints the link that carries the token, until the system is set up. */
  async onApplicationBootstrap(): Promise<void> {
    const { done, root } = await this.repository.state();
    if (done || root) return;
    this.log.info(`set up at http://localhost:${this.config.PORT}/setup?setup_token=${this.token}`);
  }

  /**
   * Refuses a remote request without the token. A system that is set up has its own refusal.
   * @throws AppError SETUP_TOKEN_REQUIRED
   */
  async check(request: SetupRequest, caller: Caller): Promise<void> {
    if (this.admits(request, caller)) return;
    const { done, root } = await this.repository.state();
    if (!done && !root) throw new AppError('SETUP_TOKEN_REQUIRED');
  }

  /** Whether a request may set the system up: it comes from this machine, or it holds the token. */
  admits({ setup_token: body, header_token: header }: SetupRequest, { isLocal }: Caller): boolean {
    const expected = hashSecret(this.token);
    const isRight = (given = '') => timingSafeEqual(hashSecret(given), expected);
    return isLocal === true || isRight(body) || isRight(header);
  }
}
