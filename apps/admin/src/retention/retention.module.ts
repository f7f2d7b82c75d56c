import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { RetentionJobs } from './retention.jobs.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

/** Deletion of rows that have no further use. */
@Module({
  imports: [AuditModule, LogsModule],
  providers: [RetentionJobs, RetentionRepository, RetentionService],
})
export class RetentionModule {}
