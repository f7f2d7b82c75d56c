import { Controller } from '@nestjs/common';
import { customProvidersRpc } from '@tollgate/contracts/auth/custom-providers';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Root's administration of custom OAuth providers. */
@Controller()
export class CustomProvidersController extends RpcController {
  @Route('GET', '/api/custom-oauth-provider', customProvidersRpc.list, { data: 'providers' })
  readonly list: Forwarded;

  @Route('GET', '/api/custom-oauth-provider/:id', customProvidersRpc.get)
  readonly get: Forwarded;

  @Route('POST', '/api/custom-oauth-provider', customProvidersRpc.create)
  readonly create: Forwarded;

  @Route('PUT', '/api/custom-oauth-provider/:id', customProvidersRpc.update, { success: 'updated' })
  readonly update: Forwarded;

  @Route('DELETE', '/api/custom-oauth-provider/:id', customProvidersRpc.remove)
  readonly remove: Forwarded;

  @Route('POST', '/api/custom-oauth-provider/discovery', customProvidersRpc.discover)
  readonly discover: Forwarded;
}
