import { Module } from '@nestjs/common';
import { LogsModule } from '../logs/logs.module.js';
import { LogCleanUp } from './log-clean-up.js';
import { SystemTasksController } from './system-tasks.controller.js';
import { SystemTasksRepository } from './system-tasks.repository.js';
import { SystemTasksService } from './system-tasks.service.js';

/** Long work that root starts and watches. */
@Module({
  imports: [LogsModule],
  controllers: [SystemTasksController],
  providers: [LogCleanUp, SystemTasksRepository, SystemTasksService],
})
export class SystemTasksModule {}
