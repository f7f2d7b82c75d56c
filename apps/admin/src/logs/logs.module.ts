import { Module } from '@nestjs/common';
import { LogCut } from './log-cut.js';
import { LogPartitions } from './log-partitions.js';
import { LogsController } from './logs.controller.js';
import { LogsRepository } from './logs.repository.js';
import { LogsService } from './logs.service.js';
import { FlowsRepository } from './flows.repository.js';
import { StatisticsService } from './statistics.service.js';
import { UsageRollUp } from './usage-roll-up.js';
import { UsageRepository } from './usage.repository.js';

/** The logs, their partitions, and usage by hour. */
@Module({
  controllers: [LogsController],
  providers: [
    FlowsRepository,
    LogCut,
    LogPartitions,
    LogsRepository,
    LogsService,
    StatisticsService,
    UsageRepository,
    UsageRollUp,
  ],
  exports: [LogCut, LogsRepository, UsageRepository],
})
export class LogsModule {}
