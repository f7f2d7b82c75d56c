import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type SessionId,
  type SessionOfUser,
  type SessionsOfUser,
  sessionsRpc,
} from '@tollgate/contracts/auth/sessions';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SessionAdminService } from './session-admin.service.js';
import { SessionsService } from './sessions.service.js';

/** Logging out, and the list of sessions: the user's own, and for administrators those of a lower user. */
@Controller()
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly administration: SessionAdminService,
  ) {}

  @Handles(sessionsRpc.logout)
  logout(_: object, { caller }: RequestContext<null>) {
    return this.sessions.logout(caller);
  }

  @Handles(sessionsRpc.list)
  list(_: object, { identity }: RequestContext<Identity>) {
    return this.sessions.list(identity.userId, identity.sessionId);
  }

  @Handles(sessionsRpc.end)
  end(request: SessionId, { identity }: RequestContext<Identity>) {
    return this.sessions.end(request, identity);
  }

  @Handles(sessionsRpc.endOthers)
  endOthers(_: object, { identity, caller }: RequestContext<Identity>) {
    return this.sessions.endOthers(identity, caller);
  }

  @Handles(sessionsRpc.listOfUser)
  listOfUser(request: SessionsOfUser, { identity }: RequestContext<Identity>) {
    return this.administration.list(request, identity);
  }

  @Handles(sessionsRpc.endOfUser)
  endOfUser(request: SessionOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.administration.end(request, identity, caller);
  }

  @Handles(sessionsRpc.endAllOfUser)
  endAllOfUser(request: SessionsOfUser, { identity, caller }: RequestContext<Identity>) {
    return this.administration.endAll(request, identity, caller);
  }
}
