import { Module } from '@nestjs/common';
import { BearerSessionsModule } from '../bearer-sessions/bearer-sessions.module.js';
import { EmailChangesModule } from '../email-changes/email-changes.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottleModule } from '../throttle/throttle.module.js';
import { PasswordChanges } from './password-changes.js';
import { ProfileChangesService } from './profile-changes.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesRepository } from './profiles.repository.js';
import { ProfilesService } from './profiles.service.js';

/** The user's own account: reading, changing and deleting it. */
@Module({
  imports: [
    BearerSessionsModule,
    EmailChangesModule,
    PasswordsModule,
    SecurityEventsModule,
    SessionsModule,
    ThrottleModule,
  ],
  controllers: [ProfilesController],
  providers: [PasswordChanges, ProfileChangesService, ProfilesRepository, ProfilesService],
})
export class ProfilesModule {}
