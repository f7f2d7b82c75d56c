import { Controller } from '@nestjs/common';
import { permissionsRpc } from '@tollgate/contracts/admin/permissions';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** What administrators may do. */
@Controller()
export class PermissionsController extends RpcController {
  @Route('GET', '/api/authz/catalog', permissionsRpc.catalogue)
  readonly catalogue: Forwarded;
}
