import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type AppCode,
  type SecondFactorCode,
  type SecondFactorLogin,
  type SecondFactorOfUser,
  secondFactorsRpc,
} from '@tollgate/contracts/auth/second-factors';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SecondFactorAdminService } from './second-factor-admin.service.js';
import { SecondFactorLoginsService } from './second-factor-logins.service.js';
import { SecondFactorsService } from './second-factors.service.js';

/** The second factor: the user's own, at login, and of other users. */
@Controller()
export class SecondFactorsController {
  constructor(
    private readonly factors: SecondFactorsService,
    private readonly logins: SecondFactorLoginsService,
    private readonly admin: SecondFactorAdminService,
  ) {}

  @Handles(secondFactorsRpc.status)
  status(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.factors.status(identity, caller);
  }

  @Handles(secondFactorsRpc.setup)
  setup(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.factors.setup(identity, caller);
  }

  @Handles(secondFactorsRpc.enable)
  enable({ code }: AppCode, { identity, caller }: RequestContext<Identity>) {
    return this.factors.enable(code, identity, caller);
  }

  @Handles(secondFactorsRpc.disable)
  disable({ code }: SecondFactorCode, { identity, caller }: RequestContext<Identity>) {
    return this.factors.disable(code, identity, caller);
  }

  @Handles(secondFactorsRpc.backupCodes)
  backupCodes({ code }: AppCode, { identity, caller }: RequestContext<Identity>) {
    return this.factors.backupCodes(code, identity, caller);
  }

  @Handles(secondFactorsRpc.login)
  login(request: SecondFactorLogin, { caller }: RequestContext<null>) {
    return this.logins.login(request, caller);
  }

  @Handles(secondFactorsRpc.stats)
  stats(_: object, __: RequestContext<Identity>) {
    return this.admin.stats();
  }

  @Handles(secondFactorsRpc.disableOfUser)
  disableOfUser({ id }: SecondFactorOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.admin.disable(id, identity, caller);
  }
}
