import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type CallbackRequest,
  type FlowRequest,
  type StartRequest,
  type StateRequest,
  type TelegramFlowRequest,
  type TelegramRequest,
  thirdPartyRpc,
  type UnbindRequest,
  type WeChatRequest,
} from '@tollgate/contracts/auth/third-party';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { BindingsService } from './bindings.service.js';
import { TelegramService } from './telegram.service.js';
import { ThirdPartyService } from './third-party.service.js';
import { WeChatService } from './wechat.service.js';

/** Login with third-party accounts, and binding them. */
@Controller()
export class ThirdPartyController {
  constructor(
    private readonly thirdParty: ThirdPartyService,
    private readonly weChat: WeChatService,
    private readonly telegram: TelegramService,
    private readonly bindings: BindingsService,
  ) {}

  @Handles(thirdPartyRpc.state)
  state(request: StateRequest, { caller }: RequestContext<null>) {
    return this.thirdParty.state(request, caller);
  }

  @Handles(thirdPartyRpc.flow)
  flow(request: FlowRequest, { caller }: RequestContext<null>) {
    return this.thirdParty.flow(request, caller);
  }

  @Handles(thirdPartyRpc.start)
  start(request: StartRequest, { caller }: RequestContext<null>) {
    return this.thirdParty.start(request, caller);
  }

  @Handles(thirdPartyRpc.callback)
  callback(request: CallbackRequest, { caller }: RequestContext<null>) {
    return this.thirdParty.callback(request, caller);
  }

  @Handles(thirdPartyRpc.wechatLogin)
  wechatLogin(request: WeChatRequest, { caller }: RequestContext<null>) {
    return this.weChat.logIn(request, caller);
  }

  @Handles(thirdPartyRpc.wechatBind)
  wechatBind(request: WeChatRequest, { identity, caller }: RequestContext<Identity>) {
    return this.weChat.bind(request, identity, caller);
  }

  @Handles(thirdPartyRpc.telegramLogin)
  telegramLogin(request: TelegramRequest, { caller }: RequestContext<null>) {
    return this.telegram.logIn(request, caller);
  }

  @Handles(thirdPartyRpc.telegramBind)
  telegramBind(request: TelegramRequest, { identity, caller }: RequestContext<Identity>) {
    return this.telegram.bind(request, identity, caller);
  }

  @Handles(thirdPartyRpc.telegramFlow)
  telegramFlow(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.telegram.beginFlow(identity, caller);
  }

  @Handles(thirdPartyRpc.telegramFinish)
  telegramFinish(request: TelegramFlowRequest, { caller }: RequestContext<null>) {
    return this.telegram.endFlow(request, caller);
  }

  @Handles(thirdPartyRpc.bindings)
  list(_: object, { identity }: RequestContext<Identity>) {
    return this.bindings.list(identity);
  }

  @Handles(thirdPartyRpc.unbind)
  unbind(request: UnbindRequest, { identity, caller }: RequestContext<Identity>) {
    return this.bindings.unbind(request, identity, caller);
  }
}
