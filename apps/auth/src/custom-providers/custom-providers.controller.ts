import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type CreateCustomProvider,
  type CustomProviderId,
  customProvidersRpc,
  type DiscoveryRequest,
  type UpdateCustomProvider,
} from '@tollgate/contracts/auth/custom-providers';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { CustomProvidersService } from './custom-providers.service.js';

type Context = RequestContext<Identity>;

/** Root's administration of custom OAuth providers. */
@Controller()
export class CustomProvidersController {
  constructor(private readonly providers: CustomProvidersService) {}

  @Handles(customProvidersRpc.list)
  list(_: object, __: Context) {
    return this.providers.list();
  }

  @Handles(customProvidersRpc.get)
  get(request: CustomProviderId, _: Context) {
    return this.providers.get(request);
  }

  @Handles(customProvidersRpc.create)
  create(request: CreateCustomProvider, context: Context) {
    return this.providers.create(request, context);
  }

  @Handles(customProvidersRpc.update)
  update(request: UpdateCustomProvider, context: Context) {
    return this.providers.update(request, context);
  }

  @Handles(customProvidersRpc.remove)
  remove(request: CustomProviderId, context: Context) {
    return this.providers.remove(request, context);
  }

  @Handles(customProvidersRpc.discover)
  discover(request: DiscoveryRequest, _: Context) {
    return this.providers.discover(request);
  }
}
