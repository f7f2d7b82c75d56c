import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type AssertionCredential,
  type AttestationCredential,
  type PasskeysOfUser,
  passkeysRpc,
  type ProvenRequest,
  type VerifyPasskeyRequest,
} from '@tollgate/contracts/auth/passkeys';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { PasskeyLoginsService } from './passkey-logins.service.js';
import { PasskeyRemovalsService } from './passkey-removals.service.js';
import { PasskeyVerificationsService } from './passkey-verifications.service.js';
import { PasskeysService } from './passkeys.service.js';

/** Passkeys: the user's own, at login, and of other users. */
@Controller()
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly logins: PasskeyLoginsService,
    private readonly removals: PasskeyRemovalsService,
    private readonly verifications: PasskeyVerificationsService,
  ) {}

  @Handles(passkeysRpc.status)
  status(_: object, { identity }: RequestContext<Identity>) {
    return this.passkeys.status(identity);
  }

  @Handles(passkeysRpc.delete)
  delete(request: ProvenRequest, { identity, caller }: RequestContext<Identity>) {
    return this.removals.delete(request, identity, caller);
  }

  @Handles(passkeysRpc.registerBegin)
  registerBegin(request: ProvenRequest, { identity, caller }: RequestContext<Identity>) {
    return this.passkeys.registerBegin(request, identity, caller);
  }

  @Handles(passkeysRpc.registerFinish)
  registerFinish(request: AttestationCredential, { identity, caller }: RequestContext<Identity>) {
    return this.passkeys.registerFinish(request, identity, caller);
  }

  @Handles(passkeysRpc.loginBegin)
  loginBegin(_: object, { caller }: RequestContext<null>) {
    return this.logins.begin(caller);
  }

  @Handles(passkeysRpc.loginFinish)
  loginFinish(request: AssertionCredential, { caller }: RequestContext<null>) {
    return this.logins.finish(request, caller);
  }

  @Handles(passkeysRpc.verifyBegin)
  verifyBegin(request: VerifyPasskeyRequest, { identity }: RequestContext<Identity>) {
    return this.verifications.begin(request, identity);
  }

  @Handles(passkeysRpc.verifyFinish)
  verifyFinish(request: AssertionCredential, { identity, caller }: RequestContext<Identity>) {
    return this.verifications.finish(request, identity, caller);
  }

  @Handles(passkeysRpc.resetOfUser)
  resetOfUser({ id }: PasskeysOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.removals.reset(id, identity, caller);
  }
}
