import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/accounts';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { EmailChangesService } from './email-changes/email-changes.service.js';
import { GroupsController } from './groups/groups.controller.js';
import { GroupsService } from './groups/groups.service.js';
import { LoginsRepository } from './logins/logins.repository.js';
import { LoginsService } from './logins/logins.service.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { ProfilesRepository } from './profiles/profiles.repository.js';
import { ProfilesService } from './profiles/profiles.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignUpsController } from './sign-ups/sign-ups.controller.js';
import { SignUpsService } from './sign-ups/sign-ups.service.js';
import { StatusController } from './status/status.controller.js';
import { StatusService } from './status/status.service.js';

/** Who you are. Each slice adds its controller and providers here. */
@Module({
  controllers: [GroupsController, ProfilesController, SessionsController, SignUpsController, StatusController],
  providers: [
    EmailChangesService,
    GroupsService,
    LoginsRepository,
    LoginsService,
    NewAccounts,
    PasswordHasher,
    ProfilesRepository,
    ProfilesService,
    SessionsRepository,
    SessionsService,
    SignUpsService,
    StatusService,
  ],
})
export class AuthModule {}
