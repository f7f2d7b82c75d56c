import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { TurnstileModule } from '../turnstile/turnstile.module.js';
import { ResetRequestsService } from './reset-requests.service.js';
import { ResetsController } from './resets.controller.js';
import { ResetsRepository } from './resets.repository.js';
import { ResetsService } from './resets.service.js';

/** Resetting a forgotten password by mail. */
@Module({
  imports: [MailModule, PasswordsModule, SecurityEventsModule, ThrottleModule, TurnstileModule],
  controllers: [ResetsController],
  providers: [ResetRequestsService, ResetsRepository, ResetsService],
})
export class ResetsModule {}
