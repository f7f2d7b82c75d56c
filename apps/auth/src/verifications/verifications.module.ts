import { Module } from '@nestjs/common';
import { EmailChangesModule } from '../email-changes/email-changes.module.js';
import { MailModule } from '../mail/mail.module.js';
import { TurnstileModule } from '../turnstile/turnstile.module.js';
import { VerificationsController } from './verifications.controller.js';
import { VerificationsService } from './verifications.service.js';

/** Codes that prove an e-mail address. */
@Module({
  imports: [EmailChangesModule, MailModule, TurnstileModule],
  controllers: [VerificationsController],
  providers: [VerificationsService],
})
export class VerificationsModule {}
