import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { profilesRpc, type SettingRequest, type UpdateProfileRequest } from '@tollgate/contracts/auth/profiles';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** One's own account. */
@Controller()
export class ProfilesController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/self', profilesRpc.get)
  get(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.get, request, caller);
  }

  @Route('PUT', '/api/user/self', profilesRpc.update, { success: 'updated' })
  update(@Input() request: UpdateProfileRequest, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.update, request, caller);
  }

  @Route('DELETE', '/api/user/self', profilesRpc.delete, { signsOut: true })
  delete(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.delete, request, caller);
  }

  @Route('PUT', '/api/user/setting', profilesRpc.setting, { success: 'settingsUpdated', take: { body: 'setting' } })
  mergeSetting(@Input() request: SettingRequest, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.setting, request, caller);
  }

  @Route('GET', '/api/user/token', profilesRpc.accessToken, { data: 'token', changesState: true })
  accessToken(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.accessToken, request, caller);
  }

  @Route('GET', '/api/user/aff', profilesRpc.affiliateCode, { data: 'code', changesState: true })
  affiliateCode(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.affiliateCode, request, caller);
  }
}
