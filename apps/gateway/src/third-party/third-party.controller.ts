import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type CallbackRequest,
  type StartRequest,
  type TelegramRequest,
  type ThirdPartyReply,
  thirdPartyRpc,
} from '@tollgate/contracts/auth/third-party';
import { type Answer, ok, redirect } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

const AFTER_BINDING = '/console/personal';

/** Logging in with, and binding, accounts elsewhere. */
@Controller()
export class ThirdPartyController extends RpcController {
  @Route('GET', '/api/oauth/state', thirdPartyRpc.state, {
    data: 'state',
    bindsBrowser: true,
    changesState: true,
  })
  readonly state: Forwarded;

  // with a session it begins a binding: another site must not be able to begin one
  @Route('GET', '/api/oauth/:provider/start', thirdPartyRpc.start, {
    bindsBrowser: true,
    changesState: true,
    fromOwnPages: true,
    answers: 'redirect',
  })
  async start(@Input() request: StartRequest, @From() caller: Caller) {
    return redirect((await this.rpc.call(thirdPartyRpc.start, request, caller)).url);
  }

  // reached from the provider's site where that sends the browser here itself; its state is what proves the browser
  @Route('GET', '/api/oauth/:provider', thirdPartyRpc.callback, {
    signsIn: true,
    secondFactor: 'refused',
    success: 'loggedIn',
  })
  async callback(@Input() request: CallbackRequest, @From() caller: Caller) {
    return boundOr(await this.rpc.call(thirdPartyRpc.callback, request, caller));
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

  @Route('GET', '/api/oauth/telegram/login', thirdPartyRpc.telegramLogin, {
    signsIn: true,
    secondFactor: 'refused',
    success: 'loggedIn',
    changesState: true,
    fromOwnPages: true,
    take: { query: 'query' },
  })
  readonly telegramLogin: Forwarded;

  // Telegram's script navigates here, but from our own page (`data-auth-url`), so that no other site ever has to
  @Route('GET', '/api/oauth/telegram/bind', thirdPartyRpc.telegramBind, {
    changesState: true,
    fromOwnPages: true,
    newApiUser: 'ignored',
    take: { query: 'query' },
    answers: 'redirect',
  })
  async telegramBind(@Input() request: TelegramRequest, @From() caller: Caller) {
    await this.rpc.call(thirdPartyRpc.telegramBind, request, caller);
    return redirect(AFTER_BINDING);
  }

  @Route('GET', '/api/user/oauth/bindings', thirdPartyRpc.bindings, { data: 'bindings' })
  readonly bindings: Forwarded;

  @Route('DELETE', '/api/user/oauth/:provider', thirdPartyRpc.unbind)
  readonly unbind: Forwarded;
}

/** The web client knows a binding by the message `bind`. */
function boundOr(reply: ThirdPartyReply): ThirdPartyReply | Answer {
  return reply.bound ? ok(undefined, 'bind') : reply;
}
