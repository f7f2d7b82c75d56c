import { Injectable } from '@nestjs/common';
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { AppError, type Caller } from '@tollgate/contracts';
import type { AssertionCredential, CeremonyOptions } from '@tollgate/contracts/auth/passkeys';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { LoginsService } from '../logins/logins.service.js';
import { AssertionCheck } from './assertion-check.js';
import { CEREMONY_MS, Challenges } from './challenges.js';
import { PasskeySite } from './passkey-site.js';
import type { Asker } from './passkeys.repository.js';

/**
 * Login with a passkey. User verification is required: the device (possession) was unlocked by a finger, a face or a PIN
 * (inherence or knowledge). These are two factors in one step, and the result cannot be phished. So no second factor is
 * asked for, even if the user has an authenticator app.
 */
@Injectable()
export class PasskeyLoginsService {
  constructor(
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly assertions: AssertionCheck,
    private readonly logins: LoginsService,
  ) {}

  /** A challenge that every passkey of this site can answer. It names no user, so it does not show who has an account. */
  async begin(caller: Caller): Promise<CeremonyOptions> {
    const site = this.site.read();
    const { challenge, flow } = await this.challenges.issue('login', toAsker(caller));
    const publicKey = await generateAuthenticationOptions({
      rpID: site.rpId,
      challenge,
      timeout: CEREMONY_MS,
      userVerification: 'required',
    });
    return { options: { publicKey }, ...flow };
  }

  /** @throws AppError PASSKEY_CEREMONY_OVER, PASSKEY_REFUSED, LOGIN_REFUSED */
  async finish(credential: AssertionCredential, caller: Caller): Promise<LoginReply> {
    const site = this.site.read();
    const { challenge } = await this.challenges.take('login', toAsker(caller), credential);
    return this.assertions.take(credential, challenge, site, null, caller, (tx, userId) =>
      this.logins.completeIn(tx, { userId, method: 'passkey', strong: true }, caller),
    );
  }
}

/** The browser identifies the caller, because there is no session yet. */
function toAsker({ browser }: Caller): Asker {
  if (!browser) throw new AppError('PASSKEY_CEREMONY_OVER');
  return { sessionId: null, browser: Buffer.from(browser, 'base64url') };
}
