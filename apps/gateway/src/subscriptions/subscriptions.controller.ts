import { Controller, Req } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { epayRpc, type NotifyRequest } from '@tollgate/contracts/billing/epay';
import { subscriptionsRpc } from '@tollgate/contracts/billing/subscriptions';
import type { FastifyRequest } from 'fastify';
import { notifyAnswer } from '../epay/notify-answer.js';
import { type Forwarded, Route } from '../http/route.js';
import { redirect } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { RpcController } from '../http/route/rpc-controller.js';

const NOTIFY = { callback: true, anyOrigin: true, tag: 'payments', file: 'text/plain', refusesAs: 'fail' } as const;
const RETURN = { callback: true, anyOrigin: true, tag: 'payments', answers: 'redirect' } as const;

/** Subscriptions of users, and the callbacks of orders of plans. */
@Controller()
export class SubscriptionsController extends RpcController {
  @Route('GET', '/api/subscription/self', subscriptionsRpc.own)
  readonly own: Forwarded;

  @Route('PUT', '/api/subscription/self/preference', subscriptionsRpc.prefer)
  readonly prefer: Forwarded;

  @Route('POST', '/api/subscription/balance/pay', subscriptionsRpc.payFromBalance)
  readonly payFromBalance: Forwarded;

  @Route('POST', '/api/subscription/epay/pay', subscriptionsRpc.payByEpay, {
    envelope: 'payment',
    data: 'form',
    beside: ['url'],
    tag: 'payments',
  })
  readonly payByEpay: Forwarded;

  @Route('POST', '/api/subscription/stripe/pay', subscriptionsRpc.payByStripe, { envelope: 'payment', tag: 'payments' })
  readonly payByStripe: Forwarded;

  @Route('POST', '/api/subscription/creem/pay', subscriptionsRpc.payByCreem, { envelope: 'payment', tag: 'payments' })
  readonly payByCreem: Forwarded;

  @Route('GET', '/api/subscription/epay/notify', epayRpc.notify, { ...NOTIFY, take: { query: 'params' } })
  notify(@Input() request: NotifyRequest, @From() caller: Caller, @Req() http: FastifyRequest) {
    return notifyAnswer(this.rpc.call(epayRpc.notify, request, caller), http);
  }

  @Route('POST', '/api/subscription/epay/notify', epayRpc.notify, { ...NOTIFY, body: 'form', take: { body: 'params' } })
  notifyByPost(@Input() request: NotifyRequest, @From() caller: Caller, @Req() http: FastifyRequest) {
    return notifyAnswer(this.rpc.call(epayRpc.notify, request, caller), http);
  }

  @Route('GET', '/api/subscription/epay/return', subscriptionsRpc.epayReturn, { ...RETURN, take: { query: 'params' } })
  async comeBack(@Input() request: NotifyRequest, @From() caller: Caller) {
    return redirect((await this.rpc.call(subscriptionsRpc.epayReturn, request, caller)).url);
  }

  @Route('POST', '/api/subscription/epay/return', subscriptionsRpc.epayReturn, {
    ...RETURN,
    body: 'form',
    take: { body: 'params' },
  })
  async comeBackByPost(@Input() request: NotifyRequest, @From() caller: Caller) {
    return redirect((await this.rpc.call(subscriptionsRpc.epayReturn, request, caller)).url);
  }

  @Route('POST', '/api/subscription/admin/bind', subscriptionsRpc.bind)
  readonly bind: Forwarded;

  @Route('GET', '/api/subscription/admin/users/:id/subscriptions', subscriptionsRpc.ofUser, { data: 'subscriptions' })
  readonly ofUser: Forwarded;

  @Route('POST', '/api/subscription/admin/users/:id/subscriptions', subscriptionsRpc.grant)
  readonly grant: Forwarded;

  @Route('POST', '/api/subscription/admin/users/:id/subscriptions/reset', subscriptionsRpc.resetOfUser)
  readonly resetOfUser: Forwarded;

  @Route('POST', '/api/subscription/admin/plans/:id/subscriptions/reset', subscriptionsRpc.resetOfPlan)
  readonly resetOfPlan: Forwarded;

  @Route('POST', '/api/subscription/admin/user_subscriptions/:id/invalidate', subscriptionsRpc.invalidate)
  readonly invalidate: Forwarded;

  @Route('DELETE', '/api/subscription/admin/user_subscriptions/:id', subscriptionsRpc.delete)
  readonly delete: Forwarded;
}
