import { Module } from '@nestjs/common';
import { LedgerAuditor } from '../ledger-audits/ledger-auditor.js';
import { LedgerAuditsRepository } from '../ledger-audits/ledger-audits.repository.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';

/** Reads of the ledger, and its continuous audit. */
@Module({
  controllers: [LedgerController],
  providers: [LedgerRepository, LedgerService, LedgerAuditor, LedgerAuditsRepository],
})
export class LedgerModule {}
