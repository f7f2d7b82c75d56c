import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type BindingOfUser,
  type BindingsOfUser,
  bindingsRpc,
  type CustomBindingId,
  type CustomBindingOfUser,
} from '@tollgate/contracts/auth/bindings';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { BindingAdminService } from './binding-admin.service.js';
import { BindingsService } from './bindings.service.js';

/** Bindings as clients of 2026 ask for them. */
@Controller()
export class BindingsController {
  constructor(
    private readonly administration: BindingAdminService,
    private readonly bindings: BindingsService,
  ) {}

  @Handles(bindingsRpc.custom)
  custom(_: object, { identity }: RequestContext<Identity>) {
    return this.bindings.listCustom(identity);
  }

  @Handles(bindingsRpc.unbindCustom)
  unbindCustom(request: CustomBindingId, { identity, caller }: RequestContext<Identity>) {
    return this.bindings.unbindCustom(request, identity, caller);
  }

  @Handles(bindingsRpc.customOfUser)
  customOfUser(request: BindingsOfUser, { identity }: RequestContext<Identity>) {
    return this.administration.custom(request, identity);
  }

  @Handles(bindingsRpc.unbindCustomOfUser)
  unbindCustomOfUser(request: CustomBindingOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.administration.unbindCustom(request, identity, caller);
  }

  @Handles(bindingsRpc.unbindOfUser)
  unbindOfUser(request: BindingOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.administration.unbind(request, identity, caller);
  }
}
