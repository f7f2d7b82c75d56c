import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type DisableUserApiKey,
  type UserApiKeyId,
  type UserApiKeysRequest,
  userApiKeysRpc,
} from '@tollgate/contracts/auth/user-api-keys';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { UserApiKeysService } from './user-api-keys.service.js';

type Context = RequestContext<Identity>;

/** API keys: the side of administrators. */
@Controller()
export class UserApiKeysController {
  constructor(private readonly keys: UserApiKeysService) {}

  @Handles(userApiKeysRpc.list)
  list(request: UserApiKeysRequest, context: Context) {
    return this.keys.list(request, context);
  }

  @Handles(userApiKeysRpc.disable)
  disable(request: DisableUserApiKey, context: Context) {
    return this.keys.disable(request, context);
  }

  @Handles(userApiKeysRpc.delete)
  delete(request: UserApiKeyId, context: Context) {
    return this.keys.delete(request, context);
  }
}
