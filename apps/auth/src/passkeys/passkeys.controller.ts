import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type AssertionCredential,
  type AttestationCredential,
  type PasskeysOfUser,
  passkeysRpc,
} from '@tollgate/contracts/auth/passkeys';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { PasskeyLoginsService } from './passkey-logins.service.js';
import { PasskeyRemovalsService } from './passkey-removals.service.js';
import { PasskeysService } from './passkeys.service.js';

/** Passkeys: the user's own, at login, and of other users. */
@Controller()
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly logins: PasskeyLoginsService,
    private readonly removals: PasskeyRemovalsService,
  ) {}

  @Handles(passkeysRpc.status)
  status(_: object, { identity }: RequestContext<Identity>) {
    return this.passkeys.status(identity);
  }

  @Handles(passkeysRpc.delete)
  delete(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.removals.delete(identity, caller);
  }

  @Handles(passkeysRpc.registerBegin)
  registerBegin(_: object, { identity }: RequestContext<Identity>) {
    return this.passkeys.registerBegin(identity);
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
  verifyBegin(_: object, { identity }: RequestContext<Identity>) {
    return this.passkeys.verifyBegin(identity);
  }

  @Handles(passkeysRpc.verifyFinish)
  verifyFinish(request: AssertionCredential, { identity, caller }: RequestContext<Identity>) {
    return this.passkeys.verifyFinish(request, identity, caller);
  }

  @Handles(passkeysRpc.resetOfUser)
  resetOfUser({ id }: PasskeysOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.removals.reset(id, identity, caller);
  }
}
