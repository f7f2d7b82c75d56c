import { Module } from '@nestjs/common';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { BearerSessionsModule } from './bearer-sessions/bearer-sessions.module.js';
import { BillingDashboardsModule } from './billing-dashboards/billing-dashboards.module.js';
import { CheckInsModule } from './check-ins/check-ins.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { LoginsModule } from './logins/logins.module.js';
import { PasskeysModule } from './passkeys/passkeys.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { QuotaNoticesModule } from './quota-notices/quota-notices.module.js';
import { ResetsModule } from './resets/resets.module.js';
import { SecondFactorsModule } from './second-factors/second-factors.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { SignUpsModule } from './sign-ups/sign-ups.module.js';
import { StatusModule } from './status/status.module.js';
import { StepUpsModule } from './step-ups/step-ups.module.js';
import { ThirdPartyModule } from './third-party/third-party.module.js';
import { VerificationsModule } from './verifications/verifications.module.js';

/**
 * The service of accounts and credentials. Each slice is a module in its folder: add a slice with a controller here, and let
 * other slices import its module if they need its providers.
 */
@Module({
  imports: [
    ApiKeysModule,
    BearerSessionsModule,
    BillingDashboardsModule,
    CheckInsModule,
    GroupsModule,
    LoginsModule,
    PasskeysModule,
    ProfilesModule,
    QuotaNoticesModule,
    ResetsModule,
    SecondFactorsModule,
    SessionsModule,
    SignUpsModule,
    StatusModule,
    StepUpsModule,
    ThirdPartyModule,
    VerificationsModule,
  ],
})
export class AuthModule {}
