import { Controller } from '@nestjs/common';
import { creemRpc } from '@tollgate/contracts/billing/creem';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Purchases by Creem, and its events. */
@Controller()
export class CreemController extends RpcController {
  @Route('POST', '/api/user/creem/pay', creemRpc.pay, { envelope: 'payment', tag: 'payments' })
  readonly pay: Forwarded;

  @Route('POST', '/api/creem/webhook', creemRpc.webhook, {
    take: { raw: 'raw', headers: { signature: 'creem-signature' } },
    callback: true,
    anyOrigin: true,
    envelope: 'webhook',
    tag: 'payments',
  })
  readonly webhook: Forwarded;
}
