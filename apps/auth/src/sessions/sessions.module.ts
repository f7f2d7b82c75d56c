import { Module } from '@nestjs/common';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { SessionAdminService } from './session-admin.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** The list of sessions, and ending them. */
@Module({
  imports: [SecurityEventsModule],
  controllers: [SessionsController],
  providers: [SessionAdminService, SessionsRepository, SessionsService],
  exports: [SessionsRepository],
})
export class SessionsModule {}
