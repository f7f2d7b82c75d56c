import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { SystemController } from './system.controller.js';
import { SystemRepository } from './system.repository.js';
import { SystemService } from './system.service.js';
import { UptimeService } from './uptime.service.js';

/** The state of the system's parts, and uptime. */
@Module({
  imports: [AuditModule],
  controllers: [SystemController],
  providers: [SystemRepository, SystemService, UptimeService],
})
export class SystemModule {}
