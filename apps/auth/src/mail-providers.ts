import type { Provider } from '@nestjs/common';
import { EmailChangesRepository } from './email-changes/email-changes.repository.js';
import { EmailChangesService } from './email-changes/email-changes.service.js';
import { EmailCodesRepository } from './mail/email-codes.repository.js';
import { EmailCodes } from './mail/email-codes.service.js';
import { MailJobs } from './mail/mail-jobs.js';
import { Mailer } from './mail/mailer.js';
import { SecurityMails } from './mail/security-mails.js';
import { MailRequests } from './mail/mail-requests.js';
import { ResetRequestsService } from './resets/reset-requests.service.js';
import { ResetsRepository } from './resets/resets.repository.js';
import { ResetsService } from './resets/resets.service.js';
import { SignUpEmails } from './sign-ups/sign-up-emails.js';
import { VerificationsService } from './verifications/verifications.service.js';

/** Mail: codes, reset links, notices, and addresses that change. */
export const mailProviders: Provider[] = [
  EmailChangesRepository,
  EmailChangesService,
  EmailCodes,
  EmailCodesRepository,
  MailJobs,
  Mailer,
  SecurityMails,
  MailRequests,
  ResetRequestsService,
  ResetsRepository,
  ResetsService,
  SignUpEmails,
  VerificationsService,
];
