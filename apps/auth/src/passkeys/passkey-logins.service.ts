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
 * Logging in with a passkey. It is asked for with verification of the user and refused without: the device (something
 * one has) was opened by a finger, a face or a PIN (something one is or knows). Those are two factors in one step, and no
 * code could be phished out of it, so no second one is asked for, also where the user has an authenticator app.
 */
@Injectable()
export class PasskeyLoginsService {
  constructor(
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly assertions: AssertionCheck,
    private readonly logins: LoginsService,
  ) {}

  /** A question any passkey of this site may answer; it names nobody, so it tells nothing of who has an account. */
  async begin(caller: Caller): Promise<CeremonyOptions> {
    const site = this.site.read();
    const publicKey = await generateAuthenticationOptions({
      rpID: site.rpId,
      challenge: await this.challenges.issue('login', toAsker(caller)),
      timeout: CEREMONY_MS,
      userVerification: 'required',
    });
    return { options: { publicKey } };
  }

  /** @throws AppError PASSKEY_CEREMONY_OVER, PASSKEY_REFUSED, LOGIN_REFUSED */
  async finish(credential: AssertionCredential, caller: Caller): Promise<LoginReply> {
    const site = this.site.read();
    const challenge = await this.challenges.take('login', toAsker(caller), credential.response.clientDataJSON);
    return this.assertions.take(credential, challenge, site, null, caller, (tx, userId) =>
      this.logins.completeIn(tx, { userId, method: 'passkey', strong: true }, caller),
    );
  }
}

/** Nobody is logged in yet, so the browser stands for whoever asked. */
function toAsker({ browser }: Caller): Asker {
  if (!browser) throw new AppError('PASSKEY_CEREMONY_OVER');
  return { sessionId: null, browser: Buffer.from(browser, 'base64url') };
}
