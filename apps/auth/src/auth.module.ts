import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeysRepository } from './api-keys/api-keys.repository.js';
import { ApiKeysService } from './api-keys/api-keys.service.js';
import { KeySecrets } from './api-keys/key-secrets.js';
import { KeyVerificationService } from './api-keys/key-verification.service.js';
import { BillingDashboardsController } from './billing-dashboards/billing-dashboards.controller.js';
import { BillingDashboardsService } from './billing-dashboards/billing-dashboards.service.js';
import { factorProviders } from './factor-providers.js';
import { GroupsController } from './groups/groups.controller.js';
import { GroupsService } from './groups/groups.service.js';
import { LoginsRepository } from './logins/logins.repository.js';
import { LoginsService } from './logins/logins.service.js';
import { mailProviders } from './mail-providers.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { PasswordChanges } from './profiles/password-changes.js';
import { ProfileChangesService } from './profiles/profile-changes.service.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { ProfilesRepository } from './profiles/profiles.repository.js';
import { ProfilesService } from './profiles/profiles.service.js';
import { ResetsController } from './resets/resets.controller.js';
import { SecondFactorsController } from './second-factors/second-factors.controller.js';
import { SessionAdminService } from './sessions/session-admin.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { FirstKey } from './sign-ups/first-key.js';
import { SignUpGate } from './sign-ups/sign-up-gate.js';
import { SignUpsController } from './sign-ups/sign-ups.controller.js';
import { SignUpsService } from './sign-ups/sign-ups.service.js';
import { StatusController } from './status/status.controller.js';
import { StatusService } from './status/status.service.js';
import { StepUpsController } from './step-ups/step-ups.controller.js';
import { ThirdPartyController } from './third-party/third-party.controller.js';
import { thirdPartyProviders } from './third-party-providers.js';
import { VerificationsController } from './verifications/verifications.controller.js';

/** Who you are. Each slice adds its controller and providers here. */
@Module({
  controllers: [
    BillingDashboardsController,
    ApiKeysController,
    GroupsController,
    PasskeysController,
    ProfilesController,
    ResetsController,
    SecondFactorsController,
    SessionsController,
    SignUpsController,
    StatusController,
    StepUpsController,
    ThirdPartyController,
    VerificationsController,
  ],
  providers: [
    BillingDashboardsService,
    ...factorProviders,
    ...mailProviders,
    ...thirdPartyProviders,
    ApiKeysRepository,
    ApiKeysService,
    KeySecrets,
    KeyVerificationService,
    GroupsService,
    LoginsRepository,
    LoginsService,
    NewAccounts,
    PasswordHasher,
    PasswordChanges,
    ProfileChangesService,
    ProfilesRepository,
    ProfilesService,
    SessionAdminService,
    SessionsRepository,
    SessionsService,
    FirstKey,
    SignUpGate,
    SignUpsService,
    StatusService,
  ],
})
export class AuthModule {}
