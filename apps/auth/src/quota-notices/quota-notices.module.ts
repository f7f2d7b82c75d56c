import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { QuotaNotices } from './quota-notices.js';

/** Notices to users whose balance fell below their threshold. */
@Module({ imports: [MailModule], providers: [QuotaNotices] })
export class QuotaNoticesModule {}
