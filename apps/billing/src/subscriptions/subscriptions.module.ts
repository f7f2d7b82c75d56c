import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments.module.js';
import { SingleStatementModule } from '../single-statement/single-statement.module.js';
import { PlanPurchasesService } from './plan-purchases.service.js';
import { PlanReturns } from './plan-returns.js';
import { PlansController } from './plans.controller.js';
import { PlansRepository } from './plans.repository.js';
import { PlansService } from './plans.service.js';
import { SubscriptionAdminService } from './subscription-admin.service.js';
import { SubscriptionJobs } from './subscription-jobs.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** Plans, and the subscriptions of users. */
@Module({
  imports: [PaymentsModule, SingleStatementModule],
  controllers: [PlansController, SubscriptionsController],
  providers: [
    PlanPurchasesService,
    PlanReturns,
    PlansRepository,
    PlansService,
    SubscriptionAdminService,
    SubscriptionJobs,
    SubscriptionsRepository,
    SubscriptionsService,
  ],
})
export class SubscriptionsModule {}
