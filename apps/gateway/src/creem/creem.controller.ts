import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type CreemPayRequest, creemRpc } from '@tollgate/contracts/billing/creem';
import type { WebhookRequest } from '@tollgate/contracts/billing/stripe';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Purchases by Creem, and its events. */
@Controller()
export class CreemController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/creem/pay', creemRpc.pay, { envelope: 'payment', tag: 'payments' })
  pay(@Input() request: CreemPayRequest, @From() caller: Caller) {
    return this.rpc.call(creemRpc.pay, request, caller);
  }

  @Route('POST', '/api/creem/webhook', creemRpc.webhook, {
    take: { raw: 'raw', headers: { signature: 'creem-signature' } },
    anyOrigin: true,
    envelope: 'webhook',
    tag: 'payments',
  })
  webhook(@Input() request: WebhookRequest, @From() caller: Caller) {
    return this.rpc.call(creemRpc.webhook, request, caller);
  }
}
