import { Module } from '@nestjs/common';
import { LedgerModule } from './ledger/ledger.module.js';
import { PaymentsModule } from './payments.module.js';
import { RelayModule } from './relay/relay.module.js';
import { RedemptionsModule } from './redemptions/redemptions.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';
import { TransfersModule } from './transfers/transfers.module.js';

/** The billing service: one module per group of slices. */
@Module({
  imports: [LedgerModule, PaymentsModule, RedemptionsModule, TransfersModule, RelayModule, SubscriptionsModule],
})
export class BillingModule {}
