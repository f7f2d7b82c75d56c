import { Module } from '@nestjs/common';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { EmailCodesRepository } from './email-codes.repository.js';
import { EmailCodes } from './email-codes.service.js';
import { MailJobs } from './mail-jobs.js';
import { MailRequests } from './mail-requests.js';
import { Mailer } from './mailer.js';
import { SecurityMails } from './security-mails.js';

/** Mail: codes, reset links and security notices, from the request to the SMTP server. */
@Module({
  imports: [ThrottleModule],
  providers: [EmailCodes, EmailCodesRepository, Mailer, MailJobs, MailRequests, SecurityMails],
  exports: [EmailCodes, MailRequests, SecurityMails],
})
export class MailModule {}
