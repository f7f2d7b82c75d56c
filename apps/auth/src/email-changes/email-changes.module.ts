import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { EmailChangesRepository } from './email-changes.repository.js';
import { EmailChangesService } from './email-changes.service.js';

/** Changing the e-mail address of an account. */
@Module({
  imports: [MailModule],
  providers: [EmailChangesRepository, EmailChangesService],
  exports: [EmailChangesService],
})
export class EmailChangesModule {}
