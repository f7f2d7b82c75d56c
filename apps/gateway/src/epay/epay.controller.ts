import { Controller, Req, Res } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { epayRpc, type NotifyRequest, type PayRequest } from '@tollgate/contracts/billing/epay';
import type { AmountRequest } from '@tollgate/contracts/billing/orders';
import { RpcClient } from '@tollgate/platform/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';
import { notifyAnswer } from './notify-answer.js';

const NOTIFY = { anyOrigin: true, tag: 'payments', file: 'text/plain' } as const;

/** Purchases by Epay, and the gateway's notifications. */
@Controller()
export class EpayController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/amount', epayRpc.amount, { envelope: 'payment', data: 'money', tag: 'payments' })
  amount(@Input() request: AmountRequest, @From() caller: Caller) {
    return this.rpc.call(epayRpc.amount, request, caller);
  }

  @Route('POST', '/api/user/pay', epayRpc.pay, { envelope: 'payment', data: 'form', beside: ['url'], tag: 'payments' })
  pay(@Input() request: PayRequest, @From() caller: Caller) {
    return this.rpc.call(epayRpc.pay, request, caller);
  }

  @Route('GET', '/api/user/epay/notify', epayRpc.notify, { ...NOTIFY, take: { query: 'params' } })
  notify(
    @Input() request: NotifyRequest,
    @From() caller: Caller,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return notifyAnswer(this.rpc.call(epayRpc.notify, request, caller), http, reply);
  }

  @Route('POST', '/api/user/epay/notify', epayRpc.notify, { ...NOTIFY, body: 'form', take: { body: 'params' } })
  notifyByPost(
    @Input() request: NotifyRequest,
    @From() caller: Caller,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return notifyAnswer(this.rpc.call(epayRpc.notify, request, caller), http, reply);
  }
}
