import { Module } from '@nestjs/common';
import { BearerSessionsModule } from '../bearer-sessions/bearer-sessions.module.js';
import { LoginsModule } from '../logins/logins.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { CodeCheck } from './code-check.js';
import { FactorChanges } from './factor-changes.js';
import { FactorSecrets } from './factor-secrets.js';
import { SecondFactorAdminService } from './second-factor-admin.service.js';
import { SecondFactorLoginsService } from './second-factor-logins.service.js';
import { SecondFactorsController } from './second-factors.controller.js';
import { SecondFactorsRepository } from './second-factors.repository.js';
import { SecondFactorsService } from './second-factors.service.js';

/** Authenticator apps and backup codes: set-up, the second step of a login, and administration. */
@Module({
  imports: [BearerSessionsModule, LoginsModule, PasswordsModule, SecurityEventsModule, SessionsModule, ThrottleModule],
  controllers: [SecondFactorsController],
  providers: [
    CodeCheck,
    FactorChanges,
    FactorSecrets,
    SecondFactorAdminService,
    SecondFactorLoginsService,
    SecondFactorsRepository,
    SecondFactorsService,
  ],
  exports: [CodeCheck, FactorChanges],
})
export class SecondFactorsModule {}
