import { Controller } from '@nestjs/common';
import type { Nothing } from '@tollgate/contracts';
import { statusRpc } from '@tollgate/contracts/auth/status';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { StatusService } from './status.service.js';

@Controller()
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @Handles(statusRpc.get)
  get(_request: Nothing, _context: RequestContext<null>) {
    return this.status.get();
  }

  @Handles(statusRpc.notice)
  notice(_request: Nothing, _context: RequestContext<null>) {
    return this.status.page('Notice');
  }

  @Handles(statusRpc.about)
  about(_request: Nothing, _context: RequestContext<null>) {
    return this.status.page('About');
  }

  @Handles(statusRpc.home)
  home(_request: Nothing, _context: RequestContext<null>) {
    return this.status.page('HomePageContent');
  }

  @Handles(statusRpc.agreement)
  agreement(_request: Nothing, _context: RequestContext<null>) {
    return this.status.page('legal.user_agreement');
  }

  @Handles(statusRpc.timeZone)
  timeZone(_request: Nothing, _context: RequestContext<null>) {
    return this.status.timeZone();
  }

  @Handles(statusRpc.privacy)
  privacy(_request: Nothing, _context: RequestContext<null>) {
    return this.status.page('legal.privacy_policy');
  }
}
