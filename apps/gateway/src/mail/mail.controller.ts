import { Controller } from '@nestjs/common';
import { mailRpc } from '@tollgate/contracts/auth/mail';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Mail, for administrators. */
@Controller()
export class MailController extends RpcController {
  @Route('POST', '/api/option/test_mail', mailRpc.test)
  readonly test: Forwarded;

  @Route('GET', '/api/option/mail_failures', mailRpc.failures, { data: 'failures' })
  readonly failures: Forwarded;
}
