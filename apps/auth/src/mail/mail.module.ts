import { Module } from '@nestjs/common';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { EmailCodesRepository } from './email-codes.repository.js';
import { EmailCodes } from './email-codes.service.js';
import { MailController } from './mail.controller.js';
import { MailDelivery } from './mail-delivery.js';
import { MailFailuresRepository } from './mail-failures.repository.js';
import { MailJobs } from './mail-jobs.js';
import { MailRequests } from './mail-requests.js';
import { Mailer } from './mailer.js';
import { SecurityMails } from './security-mails.js';

/** Mail: codes, reset links and security notices, from the request to the SMTP server. */
@Module({
  imports: [ThrottleModule],
  controllers: [MailController],
  providers: [
    MailDelivery,
    MailFailuresRepository,
    EmailCodes,
    EmailCodesRepository,
    Mailer,
    MailJobs,
    MailRequests,
    SecurityMails,
  ],
  exports: [EmailCodes, MailDelivery, Mailer, MailRequests, SecurityMails],
})
export class MailModule {}
