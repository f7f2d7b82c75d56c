import { Module } from '@nestjs/common';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { BearerSessionsController } from './bearer-sessions.controller.js';
import { BearerSessionsRepository } from './bearer-sessions.repository.js';
import { BearerSessionsService } from './bearer-sessions.service.js';

/** Sessions that a client holds as an access token and a refresh cookie. */
@Module({
  imports: [SecurityEventsModule],
  controllers: [BearerSessionsController],
  providers: [BearerSessionsRepository, BearerSessionsService],
  exports: [BearerSessionsService],
})
export class BearerSessionsModule {}
