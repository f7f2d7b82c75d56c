import { Module } from '@nestjs/common';
import { AuditCut } from './audit-cut.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { Sealer } from './sealer.js';
import { Verifier } from './verifier.js';

/** The audit trail: its list, the seals and their verification. */
@Module({
  controllers: [AuditController],
  providers: [AuditCut, AuditRepository, AuditService, Sealer, Verifier],
  exports: [AuditCut, AuditRepository],
})
export class AuditModule {}
