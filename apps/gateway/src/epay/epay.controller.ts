import { Controller, Req } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { epayRpc, type NotifyRequest } from '@tollgate/contracts/billing/epay';
import type { FastifyRequest } from 'fastify';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';
import { notifyAnswer } from './notify-answer.js';

const NOTIFY = { callback: true, anyOrigin: true, tag: 'payments', file: 'text/plain', refusesAs: 'fail' } as const;

/** Purchases by Epay, and the notifications of the payment gateway. */
@Controller()
export class EpayController extends RpcController {
  @Route('POST', '/api/user/amount', epayRpc.amount, { envelope: 'payment', data: 'money', tag: 'payments' })
  readonly amount: Forwarded;

  @Route('POST', '/api/user/pay', epayRpc.pay, { envelope: 'payment', data: 'form', beside: ['url'], tag: 'payments' })
  readonly pay: Forwarded;

  @Route('GET', '/api/user/epay/notify', epayRpc.notify, { ...NOTIFY, take: { query: 'params' } })
  notify(@Input() request: NotifyRequest, @From() caller: Caller, @Req() http: FastifyRequest) {
    return notifyAnswer(this.rpc.call(epayRpc.notify, request, caller), http);
  }

  @Route('POST', '/api/user/epay/notify', epayRpc.notify, { ...NOTIFY, body: 'form', take: { body: 'params' } })
  notifyByPost(@Input() request: NotifyRequest, @From() caller: Caller, @Req() http: FastifyRequest) {
    return notifyAnswer(this.rpc.call(epayRpc.notify, request, caller), http);
  }
}
