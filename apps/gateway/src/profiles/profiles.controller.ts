import { Controller } from '@nestjs/common';
import { type Caller, type Nothing } from '@tollgate/contracts';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/caller.js';
import { Input } from '../http/input.js';
import { Route } from '../http/route.js';

/** One's own account. */
@Controller()
export class ProfilesController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/self', profilesRpc.get)
  get(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(profilesRpc.get, request, caller);
  }
}
