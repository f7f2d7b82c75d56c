import { Module } from '@nestjs/common';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

/** The public options that a client shows before login. */
@Module({
  controllers: [StatusController],
  providers: [StatusService],
})
export class StatusModule {}
