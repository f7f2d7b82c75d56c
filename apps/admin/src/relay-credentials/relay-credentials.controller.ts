import { Controller } from '@nestjs/common';
import { type Identity, type Nothing } from '@tollgate/contracts';
import {
  type CreateRelayCredentialRequest,
  type RelayCredentialId,
  relayCredentialsRpc,
  type RotateRelayCredentialRequest,
} from '@tollgate/contracts/admin/relay-credentials';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { RelayCredentialsService } from './relay-credentials.service.js';

/** Credentials of relays. */
@Controller()
export class RelayCredentialsController {
  constructor(private readonly credentials: RelayCredentialsService) {}

  @Handles(relayCredentialsRpc.list)
  list(_: Nothing, __: RequestContext<Identity>) {
    return this.credentials.list();
  }

  @Handles(relayCredentialsRpc.create)
  create(request: CreateRelayCredentialRequest, context: RequestContext<Identity>) {
    return this.credentials.create(request, context);
  }

  @Handles(relayCredentialsRpc.rotate)
  rotate(request: RotateRelayCredentialRequest, context: RequestContext<Identity>) {
    return this.credentials.rotate(request, context);
  }

  @Handles(relayCredentialsRpc.revoke)
  revoke(request: RelayCredentialId, context: RequestContext<Identity>) {
    return this.credentials.revoke(request, context);
  }
}
