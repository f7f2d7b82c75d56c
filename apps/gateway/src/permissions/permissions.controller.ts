import { Controller } from '@nestjs/common';
import { permissionsRpc } from '@tollgate/contracts/admin/permissions';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The rights that administrators may have. */
@Controller()
export class PermissionsController extends RpcController {
  @Route('GET', '/api/authz/catalog', permissionsRpc.catalogue)
  readonly catalogue: Forwarded;
}
