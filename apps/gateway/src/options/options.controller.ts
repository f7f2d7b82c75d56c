import { Controller } from '@nestjs/common';
import { optionsRpc } from '@tollgate/contracts/admin/options';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Options, which root changes at run time. */
@Controller()
export class OptionsController extends RpcController {
  @Route('GET', '/api/option', optionsRpc.list, { data: 'options' })
  readonly list: Forwarded;

  @Route('PUT', '/api/option', optionsRpc.update, { success: 'optionUpdated', data: 'stranded' })
  readonly update: Forwarded;

  @Route('POST', '/api/option/rest_model_ratio', optionsRpc.resetModelRatio, { success: 'modelRatioReset' })
  readonly resetModelRatio: Forwarded;

  @Route('POST', '/api/option/migrate_console_setting', optionsRpc.migrateConsole, { success: 'migrated' })
  readonly migrateConsole: Forwarded;

  @Route('GET', '/api/group', optionsRpc.groups, { data: 'groups', tag: 'group' })
  readonly groups: Forwarded;

  @Route('POST', '/api/option/payment_compliance', optionsRpc.confirmCompliance)
  readonly confirmCompliance: Forwarded;

  @Route('GET', '/api/channel/models_enabled', optionsRpc.models, { data: 'models' })
  readonly models: Forwarded;

  @Route('GET', '/api/ratio_sync/channels', optionsRpc.ratioChannels, { data: 'channels' })
  readonly ratioChannels: Forwarded;
}
