import { Controller } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { mailRpc, type TestMailRequest } from '@tollgate/contracts/auth/mail';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import type { Identity } from '@tollgate/contracts';
import { MailDelivery } from './mail-delivery.js';
import { Mailer } from './mailer.js';

/** Mail, for administrators: a test, and the failures. */
@Controller()
export class MailController {
  constructor(
    private readonly delivery: MailDelivery,
    private readonly mailer: Mailer,
  ) {}

  @Handles(mailRpc.test)
  test(request: TestMailRequest, { caller }: RequestContext<Identity>) {
    if (!this.mailer.isConfigured) throw new AppError('MAIL_NOT_CONFIGURED');
    return this.delivery.test(request, caller.locale);
  }

  @Handles(mailRpc.failures)
  failures(_: object, __: RequestContext<Identity>) {
    return this.delivery.list();
  }
}
