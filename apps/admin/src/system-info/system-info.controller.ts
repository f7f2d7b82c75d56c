import { Controller } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import { type InstanceName, systemInfoRpc } from '@tollgate/contracts/admin/system-info';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SystemInfoService } from './system-info.service.js';

/** The content of the operations pages. */
@Controller()
export class SystemInfoController {
  constructor(private readonly info: SystemInfoService) {}

  @Handles(systemInfoRpc.instances)
  instances(_: object, __: RequestContext<Identity>) {
    return this.info.instances();
  }

  @Handles(systemInfoRpc.deleteStale)
  async deleteStale(_: object, __: RequestContext<Identity>) {
    return { deleted_count: 0 };
  }

  @Handles(systemInfoRpc.deleteInstance)
  async deleteInstance(_: InstanceName, __: RequestContext<Identity>): Promise<object> {
    throw new AppError('INSTANCE_NOT_STALE');
  }

  @Handles(systemInfoRpc.performance)
  performance(_: object, __: RequestContext<Identity>) {
    return this.info.performance();
  }

  @Handles(systemInfoRpc.logFiles)
  async logFiles(_: object, __: RequestContext<Identity>) {
    return this.info.logFiles();
  }
}
