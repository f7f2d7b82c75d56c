import { Injectable } from '@nestjs/common';
import { RpcClient } from '@tollgate/platform/rpc';

/** A controller whose routes call the services. Subclasses need no constructor unless they inject more than the client. */
@Injectable()
export abstract class RpcController {
  constructor(readonly rpc: RpcClient) {}
}
