import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type BindingOfUser,
  type BindingsOfUser,
  bindingsRpc,
  type CustomBindingOfUser,
} from '@tollgate/contracts/auth/bindings';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { BindingAdminService } from './binding-admin.service.js';

/** Bindings as clients of 2026 ask for them. */
@Controller()
export class BindingsController {
  constructor(private readonly administration: BindingAdminService) {}

  @Handles(bindingsRpc.custom)
  async custom(_: object, __: RequestContext<Identity>) {
    return { bindings: [] };
  }

  @Handles(bindingsRpc.unbindCustom)
  async unbindCustom(_: object, __: RequestContext<Identity>) {
    return {};
  }

  @Handles(bindingsRpc.customOfUser)
  customOfUser(request: BindingsOfUser, { identity }: RequestContext<Identity>) {
    return this.administration.custom(request, identity);
  }

  @Handles(bindingsRpc.unbindCustomOfUser)
  unbindCustomOfUser(request: CustomBindingOfUser, { identity }: RequestContext<Identity>) {
    return this.administration.unbindCustom(request, identity);
  }

  @Handles(bindingsRpc.unbindOfUser)
  unbindOfUser(request: BindingOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.administration.unbind(request, identity, caller);
  }
}
