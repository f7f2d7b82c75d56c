import { Controller } from '@nestjs/common';
import { UserRecord, usersRpc } from '@tollgate/contracts/admin/users';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Fields of New API's user object that its clients send back and that are no part of the record here. */
const FORM_FIELDS = ['original_password', 'verification_code'];

/** Administration of users. */
@Controller()
export class UsersController extends RpcController {
  @Route('GET', '/api/user', usersRpc.list)
  readonly list: Forwarded;

  @Route('GET', '/api/user/search', usersRpc.search)
  readonly search: Forwarded;

  @Route('GET', '/api/user/:id', usersRpc.get)
  readonly get: Forwarded;

  @Route('POST', '/api/user', usersRpc.create, { data: 'approval_id' })
  readonly create: Forwarded;

  @Route('POST', '/api/user/manage', usersRpc.manage)
  readonly manage: Forwarded;

  @Route('PUT', '/api/user', usersRpc.update, { data: 'approval_id', echoes: UserRecord, ignores: FORM_FIELDS })
  readonly update: Forwarded;

  @Route('DELETE', '/api/user/:id', usersRpc.remove)
  readonly remove: Forwarded;
}
