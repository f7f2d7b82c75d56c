import { Module } from '@nestjs/common';
import { SecurityLogController } from './security-log.controller.js';
import { SecurityLogRepository } from './security-log.repository.js';
import { SecurityLogService } from './security-log.service.js';

/** The security log: the audit events of one user. */
@Module({
  controllers: [SecurityLogController],
  providers: [SecurityLogRepository, SecurityLogService],
})
export class SecurityLogModule {}
