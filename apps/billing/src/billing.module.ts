import { Module } from '@nestjs/common';
import { LedgerModule } from './ledger/ledger.module.js';
import { PaymentsModule } from './payments.module.js';
import { RedemptionsModule } from './redemptions/redemptions.module.js';
import { TransfersModule } from './transfers/transfers.module.js';
import { UsageModule } from './usage/usage.module.js';

/** The billing service: one module per group of slices. */
@Module({ imports: [LedgerModule, PaymentsModule, RedemptionsModule, TransfersModule, UsageModule] })
export class BillingModule {}
