import { Module } from '@nestjs/common';
import { FeaturesModule } from './features/features.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { PaymentsModule } from './payments.module.js';
import { RelayModule } from './relay/relay.module.js';
import { RedemptionsModule } from './redemptions/redemptions.module.js';
import { TransfersModule } from './transfers/transfers.module.js';

/** The billing service: one module per group of slices. */
@Module({ imports: [FeaturesModule, LedgerModule, PaymentsModule, RedemptionsModule, TransfersModule, RelayModule] })
export class BillingModule {}
