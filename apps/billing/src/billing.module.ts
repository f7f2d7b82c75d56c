import { Module } from '@nestjs/common';
import { LedgerAuditor } from './ledger-audits/ledger-auditor.js';
import { LedgerAuditsRepository } from './ledger-audits/ledger-audits.repository.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { LedgerService } from './ledger/ledger.service.js';
import { SingleStatement } from './single-statement/single-statement.js';
import { PaymentsModule } from './payments.module.js';
import { RedemptionsController } from './redemptions/redemptions.controller.js';
import { RedemptionsRepository } from './redemptions/redemptions.repository.js';
import { RedemptionsService } from './redemptions/redemptions.service.js';
import { TransfersController } from './transfers/transfers.controller.js';
import { TransfersRepository } from './transfers/transfers.repository.js';
import { TransfersService } from './transfers/transfers.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageRepository } from './usage/usage.repository.js';
import { UsageService } from './usage/usage.service.js';

/** The service's slices. */
@Module({
  imports: [PaymentsModule],
  controllers: [LedgerController, RedemptionsController, TransfersController, UsageController],
  providers: [
    LedgerAuditor,
    LedgerAuditsRepository,
    LedgerRepository,
    LedgerService,
    SingleStatement,
    RedemptionsRepository,
    RedemptionsService,
    TransfersRepository,
    TransfersService,
    UsageRepository,
    UsageService,
  ],
})
export class BillingModule {}
