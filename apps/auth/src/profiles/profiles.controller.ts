import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { profilesRpc, type SettingRequest, type UpdateProfileRequest } from '@tollgate/contracts/auth/profiles';
import { Handles, HandlesUnresolved, type RequestContext } from '@tollgate/platform/rpc';
import { ProfileChangesService } from './profile-changes.service.js';
import { ProfilesService } from './profiles.service.js';

/** The user's own account. */
@Controller()
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly changes: ProfileChangesService,
  ) {}

  @HandlesUnresolved(profilesRpc.get)
  get(_: object, { caller }: RequestContext<null>) {
    return this.profiles.get(caller);
  }

  @Handles(profilesRpc.update)
  update(request: UpdateProfileRequest, { identity, caller }: RequestContext<Identity>) {
    return this.changes.update(request, identity, caller);
  }

  @Handles(profilesRpc.delete)
  delete(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.profiles.delete(identity, caller);
  }

  @Handles(profilesRpc.setting)
  mergeSetting(request: SettingRequest, { identity, caller }: RequestContext<Identity>) {
    return this.profiles.mergeSetting(request.setting, identity, caller);
  }

  @Handles(profilesRpc.affiliateCode)
  affiliateCode(_: object, { identity }: RequestContext<Identity>) {
    return this.profiles.affiliateCode(identity);
  }

  @Handles(profilesRpc.accessToken)
  accessToken(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.profiles.accessToken(identity, caller);
  }
}
