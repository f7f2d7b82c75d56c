import { Module } from '@nestjs/common';
import { LoginsModule } from '../logins/logins.module.js';
import { SecondFactorsModule } from '../second-factors/second-factors.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { StepUpsModule } from '../step-ups/step-ups.module.js';
import { ThirdPartyModule } from '../third-party/third-party.module.js';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { AssertionCheck } from './assertion-check.js';
import { Challenges } from './challenges.js';
import { PasskeyLoginsService } from './passkey-logins.service.js';
import { PasskeyRemovalsService } from './passkey-removals.service.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeyVerificationsService } from './passkey-verifications.service.js';
import { PasskeysController } from './passkeys.controller.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { PasskeysService } from './passkeys.service.js';

/** Passkeys: registration, login, step-up, and removal. */
@Module({
  imports: [LoginsModule, SecondFactorsModule, SecurityEventsModule, StepUpsModule, ThirdPartyModule, ThrottleModule],
  controllers: [PasskeysController],
  providers: [
    AssertionCheck,
    Challenges,
    PasskeyLoginsService,
    PasskeyRemovalsService,
    PasskeySite,
    PasskeyVerificationsService,
    PasskeysRepository,
    PasskeysService,
  ],
})
export class PasskeysModule {}
