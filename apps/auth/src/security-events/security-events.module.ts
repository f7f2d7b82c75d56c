import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { SecurityEvents } from './security-events.js';

/** The security log, and the mails that it sends. */
@Module({
  imports: [MailModule],
  providers: [SecurityEvents],
  exports: [SecurityEvents],
})
export class SecurityEventsModule {}
