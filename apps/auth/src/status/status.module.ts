import { Module } from '@nestjs/common';
import { CustomProvidersModule } from '../custom-providers/custom-providers.module.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

/** The public options that a client shows before login. */
@Module({
  imports: [CustomProvidersModule],
  controllers: [StatusController],
  providers: [StatusService],
})
export class StatusModule {}
