import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { optionsRpc, type UpdateOptionRequest } from '@tollgate/contracts/admin/options';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Live settings. */
@Controller()
export class OptionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/option', optionsRpc.list, { data: 'options' })
  list(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.list, request, caller);
  }

  @Route('PUT', '/api/option', optionsRpc.update, { success: 'optionUpdated' })
  update(@Input() request: UpdateOptionRequest, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.update, request, caller);
  }

  @Route('POST', '/api/option/rest_model_ratio', optionsRpc.resetModelRatio, { success: 'modelRatioReset' })
  resetModelRatio(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.resetModelRatio, request, caller);
  }

  @Route('POST', '/api/option/migrate_console_setting', optionsRpc.migrateConsole, { success: 'migrated' })
  migrateConsole(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.migrateConsole, request, caller);
  }

  @Route('GET', '/api/group', optionsRpc.groups, { data: 'groups', tag: 'group' })
  groups(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.groups, request, caller);
  }

  @Route('GET', '/api/channel/models_enabled', optionsRpc.models, { data: 'models' })
  models(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.models, request, caller);
  }

  @Route('GET', '/api/ratio_sync/channels', optionsRpc.ratioChannels, { data: 'channels' })
  ratioChannels(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(optionsRpc.ratioChannels, request, caller);
  }
}
