import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type CallbackRequest,
  type StartRequest,
  type TelegramFlowRequest,
  type TelegramRequest,
  type ThirdPartyReply,
  thirdPartyRpc,
} from '@tollgate/contracts/auth/third-party';
import { type Answer, ok, redirect } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

const PAGE_AFTER_BINDING = '/console/personal';

/** Login with third-party accounts, and their binding to a user. */
@Controller()
export class ThirdPartyController extends RpcController {
  @Route('GET', '/api/oauth/state', thirdPartyRpc.state, {
    data: 'state',
    bindsBrowser: true,
    changesState: true,
  })
  readonly state: Forwarded;

  @Route('POST', '/api/oauth/state', thirdPartyRpc.flow, { bindsBrowser: true })
  readonly flow: Forwarded;

  // with a session it begins a binding, so another site must not be able to send the browser here
  @Route('GET', '/api/oauth/:provider/start', thirdPartyRpc.start, {
    bindsBrowser: true,
    changesState: true,
    fromOwnPages: true,
    answers: 'redirect',
  })
  async start(@Input() request: StartRequest, @From() caller: Caller) {
    return redirect((await this.rpc.call(thirdPartyRpc.start, request, caller)).url);
  }

  // the provider's site may send the browser here, so the state proves the browser instead of the origin
  @Route('GET', '/api/oauth/:provider', thirdPartyRpc.callback, {
    signsIn: true,
    secondFactor: 'refused',
    success: 'loggedIn',
  })
  async callback(@Input() request: CallbackRequest, @From() caller: Caller) {
    return answerBinding(await this.rpc.call(thirdPartyRpc.callback, request, caller), caller);
  }

  @Route('GET', '/api/oauth/wechat', thirdPartyRpc.wechatLogin, {
    signsIn: true,
    secondFactor: 'refused',
    success: 'loggedIn',
    changesState: true,
    fromOwnPages: true,
  })
  readonly wechatLogin: Forwarded;

  @Route('GET', '/api/oauth/wechat/bind', thirdPartyRpc.wechatBind, { changesState: true })
  readonly wechatBind: Forwarded;

  @Route('POST', '/api/oauth/wechat/bind', thirdPartyRpc.wechatBind)
  readonly postWechatBind: Forwarded;

  @Route('GET', '/api/oauth/telegram/login', thirdPartyRpc.telegramLogin, {
    signsIn: true,
    secondFactor: 'refused',
    success: 'loggedIn',
    changesState: true,
    fromOwnPages: true,
    take: { query: 'query' },
  })
  readonly telegramLogin: Forwarded;

  // Telegram's script navigates here from our own page (`data-auth-url`), so no other site has to
  @Route('GET', '/api/oauth/telegram/bind', thirdPartyRpc.telegramBind, {
    changesState: true,
    fromOwnPages: true,
    newApiUser: 'ignored',
    take: { query: 'query' },
    answers: 'redirect',
  })
  async telegramBind(@Input() request: TelegramRequest, @From() caller: Caller) {
    await this.rpc.call(thirdPartyRpc.telegramBind, request, caller);
    return redirect(PAGE_AFTER_BINDING);
  }

  @Route('POST', '/api/oauth/telegram/bind/start', thirdPartyRpc.telegramFlow, { bindsBrowser: true })
  readonly telegramFlow: Forwarded;

  // a navigation carries no access token, so the flow token in the path identifies the user and the browser
  @Route('GET', '/api/oauth/telegram/bind/:flow_token', thirdPartyRpc.telegramFinish, {
    changesState: true,
    take: { query: 'query' },
    answers: 'redirect',
  })
  async telegramFinish(@Input() request: TelegramFlowRequest, @From() caller: Caller) {
    const { error_code } = await this.rpc.call(thirdPartyRpc.telegramFinish, request, caller);
    const outcome = new URLSearchParams({ telegram_bind: error_code === undefined ? 'success' : 'error' });
    if (error_code !== undefined) outcome.set('error_code', error_code);
    outcome.set('flow_token', request.flow_token);
    return redirect(`/oauth/telegram?${outcome}`);
  }

  @Route('GET', '/api/user/bindings', thirdPartyRpc.bindings, { data: 'bindings' })
  readonly bindings: Forwarded;

  @Route('DELETE', '/api/user/oauth/:provider', thirdPartyRpc.unbind)
  readonly unbind: Forwarded;
}

/** Answers a binding with the message `bind`, which clients of 2025 recognise, and with the action, which those of 2026 do. */
function answerBinding(reply: ThirdPartyReply, caller: Caller): ThirdPartyReply | Answer {
  return reply.bound ? ok(caller.bearer ? { action: 'bind' } : undefined, 'bind') : reply;
}
