import { Controller } from '@nestjs/common';
import { relayCredentialsRpc } from '@tollgate/contracts/admin/relay-credentials';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Credentials of relays. */
@Controller()
export class RelayCredentialsController extends RpcController {
  @Route('GET', '/api/relay-credential', relayCredentialsRpc.list, { data: 'credentials' })
  readonly list: Forwarded;

  @Route('POST', '/api/relay-credential', relayCredentialsRpc.create)
  readonly create: Forwarded;

  @Route('POST', '/api/relay-credential/:id/rotate', relayCredentialsRpc.rotate)
  readonly rotate: Forwarded;

  @Route('DELETE', '/api/relay-credential/:id', relayCredentialsRpc.revoke)
  readonly revoke: Forwarded;
}
