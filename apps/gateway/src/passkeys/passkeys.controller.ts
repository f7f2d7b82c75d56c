import { Controller } from '@nestjs/common';
import { passkeysRpc } from '@tollgate/contracts/auth/passkeys';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

const PROOF = { headers: { security_proof: 'x-security-proof' } } as const;

/** Passkeys: the user's own, at login, and their removal by an administrator. */
@Controller()
export class PasskeysController extends RpcController {
  @Route('GET', '/api/user/passkey', passkeysRpc.status)
  readonly status: Forwarded;

  @Route('DELETE', '/api/user/passkey', passkeysRpc.delete, { take: PROOF, success: 'passkeyRemoved' })
  readonly delete: Forwarded;

  @Route('POST', '/api/user/passkey/register/begin', passkeysRpc.registerBegin, { take: PROOF })
  readonly registerBegin: Forwarded;

  @Route('POST', '/api/user/passkey/register/finish', passkeysRpc.registerFinish, {
    take: PROOF,
    within: 'credential',
    success: 'passkeyRegistered',
  })
  readonly registerFinish: Forwarded;

  @Route('POST', '/api/user/passkey/login/begin', passkeysRpc.loginBegin, { bindsBrowser: true })
  readonly loginBegin: Forwarded;

  @Route('POST', '/api/user/passkey/login/finish', passkeysRpc.loginFinish, {
    signsIn: true,
    within: 'credential',
    success: 'loggedIn',
  })
  readonly loginFinish: Forwarded;

  @Route('POST', '/api/user/passkey/verify/begin', passkeysRpc.verifyBegin)
  readonly verifyBegin: Forwarded;

  @Route('POST', '/api/user/passkey/verify/finish', passkeysRpc.verifyFinish, {
    within: 'credential',
    success: 'passkeyVerified',
  })
  readonly verifyFinish: Forwarded;

  @Route('DELETE', '/api/user/:id/reset_passkey', passkeysRpc.resetOfUser, { success: 'passkeyReset' })
  readonly resetOfUser: Forwarded;
}
