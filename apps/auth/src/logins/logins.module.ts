import { Module } from '@nestjs/common';
import { BearerSessionsModule } from '../bearer-sessions/bearer-sessions.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { TurnstileModule } from '../turnstile/turnstile.module.js';
import { LoginRecords } from './login-records.js';
import { LoginsController } from './logins.controller.js';
import { LoginsRepository } from './logins.repository.js';
import { LoginsService } from './logins.service.js';
import { PasswordLoginsService } from './password-logins.service.js';
import { SessionOpenings } from './session-openings.js';

/** Logging in: the password, and the end of every other login method. */
@Module({
  imports: [BearerSessionsModule, PasswordsModule, SecurityEventsModule, ThrottleModule, TurnstileModule],
  controllers: [LoginsController],
  providers: [LoginRecords, LoginsRepository, LoginsService, PasswordLoginsService, SessionOpenings],
  exports: [LoginsService],
})
export class LoginsModule {}
