import { Controller } from '@nestjs/common';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The user's own account. */
@Controller()
export class ProfilesController extends RpcController {
  @Route('GET', '/api/user/self', profilesRpc.get)
  readonly get: Forwarded;

  @Route('PUT', '/api/user/self', profilesRpc.update, { success: 'updated' })
  readonly update: Forwarded;

  @Route('DELETE', '/api/user/self', profilesRpc.delete, { signsOut: true })
  readonly delete: Forwarded;

  @Route('PUT', '/api/user/setting', profilesRpc.setting, { success: 'settingsUpdated', take: { body: 'setting' } })
  readonly mergeSetting: Forwarded;

  @Route('GET', '/api/user/token', profilesRpc.accessToken, { data: 'token', changesState: true })
  readonly accessToken: Forwarded;

  @Route('GET', '/api/user/aff', profilesRpc.affiliateCode, { data: 'code', changesState: true })
  readonly affiliateCode: Forwarded;
}
