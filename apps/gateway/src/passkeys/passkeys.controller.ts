import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import {
  type AssertionCredential,
  type AttestationCredential,
  type PasskeysOfUser,
  passkeysRpc,
} from '@tollgate/contracts/auth/passkeys';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Passkeys: one's own, at login, and other people's. */
@Controller()
export class PasskeysController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/passkey', passkeysRpc.status)
  status(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.status, request, caller);
  }

  @Route('DELETE', '/api/user/passkey', passkeysRpc.delete, { success: 'passkeyRemoved' })
  delete(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.delete, request, caller);
  }

  @Route('POST', '/api/user/passkey/register/begin', passkeysRpc.registerBegin)
  registerBegin(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.registerBegin, request, caller);
  }

  @Route('POST', '/api/user/passkey/register/finish', passkeysRpc.registerFinish, { success: 'passkeyRegistered' })
  registerFinish(@Input() request: AttestationCredential, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.registerFinish, request, caller);
  }

  @Route('POST', '/api/user/passkey/login/begin', passkeysRpc.loginBegin, { bindsBrowser: true })
  loginBegin(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.loginBegin, request, caller);
  }

  @Route('POST', '/api/user/passkey/login/finish', passkeysRpc.loginFinish, { signsIn: true, success: 'loggedIn' })
  loginFinish(@Input() request: AssertionCredential, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.loginFinish, request, caller);
  }

  @Route('POST', '/api/user/passkey/verify/begin', passkeysRpc.verifyBegin)
  verifyBegin(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.verifyBegin, request, caller);
  }

  @Route('POST', '/api/user/passkey/verify/finish', passkeysRpc.verifyFinish, { success: 'passkeyVerified' })
  verifyFinish(@Input() request: AssertionCredential, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.verifyFinish, request, caller);
  }

  @Route('DELETE', '/api/user/:id/reset_passkey', passkeysRpc.resetOfUser, { success: 'passkeyReset' })
  resetOfUser(@Input() request: PasskeysOfUser, @From() caller: Caller) {
    return this.rpc.call(passkeysRpc.resetOfUser, request, caller);
  }
}
