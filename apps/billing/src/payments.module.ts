import { Module } from '@nestjs/common';
import { CreemClient } from './creem/creem.client.js';
import { CreemController } from './creem/creem.controller.js';
import { CreemInquiry } from './creem/creem-inquiry.js';
import { CreemService } from './creem/creem.service.js';
import { CreemWebhooksService } from './creem/creem-webhooks.service.js';
import { EpayCallbacksService } from './epay/epay-callbacks.service.js';
import { EpayController } from './epay/epay.controller.js';
import { EpayInquiry } from './epay/epay-inquiry.js';
import { EpayService } from './epay/epay.service.js';
import { SingleStatement } from './single-statement/single-statement.js';
import { Inquiries } from './order-checks/inquiries.js';
import { OrderChecksJobs } from './order-checks/order-checks.jobs.js';
import { OrderChecksRepository } from './order-checks/order-checks.repository.js';
import { OrderChecksService } from './order-checks/order-checks.service.js';
import { OrderGauges } from './order-checks/order-gauges.js';
import { OrderDrafts } from './orders/order-drafts.js';
import { OrdersController } from './orders/orders.controller.js';
import { OrdersRepository } from './orders/orders.repository.js';
import { OrdersService } from './orders/orders.service.js';
import { PricingService } from './orders/pricing.service.js';
import { TopUpInfoService } from './orders/top-up-info.service.js';
import { QuarantineController } from './quarantine/quarantine.controller.js';
import { QuarantineRepository } from './quarantine/quarantine.repository.js';
import { QuarantineService } from './quarantine/quarantine.service.js';
import { CallbackArchive } from './settlements/callback-archive.js';
import { CallbacksRepository } from './settlements/callbacks.repository.js';
import { CreditsRepository } from './settlements/credits.repository.js';
import { PaymentMetrics } from './settlements/payment-metrics.js';
import { RefusedCallbacksRepository } from './settlements/refused-callbacks.repository.js';
import { ReversalsRepository } from './settlements/reversals.repository.js';
import { ReversalsService } from './settlements/reversals.service.js';
import { SettlementsService } from './settlements/settlements.service.js';
import { StripeClient } from './stripe/stripe.client.js';
import { StripeController } from './stripe/stripe.controller.js';
import { StripeInquiry } from './stripe/stripe-inquiry.js';
import { StripeService } from './stripe/stripe.service.js';
import { StripeWebhooksService } from './stripe/stripe-webhooks.service.js';

/** Prices, orders, payment providers and quarantine. */
@Module({
  controllers: [OrdersController, EpayController, StripeController, CreemController, QuarantineController],
  providers: [
    CallbackArchive,
    CallbacksRepository,
    CreditsRepository,
    CreemClient,
    CreemInquiry,
    CreemService,
    CreemWebhooksService,
    EpayCallbacksService,
    EpayInquiry,
    EpayService,
    Inquiries,
    SingleStatement,
    OrderChecksJobs,
    OrderChecksRepository,
    OrderChecksService,
    OrderDrafts,
    OrderGauges,
    OrdersRepository,
    OrdersService,
    PaymentMetrics,
    PricingService,
    QuarantineRepository,
    QuarantineService,
    RefusedCallbacksRepository,
    ReversalsRepository,
    ReversalsService,
    SettlementsService,
    StripeClient,
    StripeInquiry,
    StripeService,
    StripeWebhooksService,
    TopUpInfoService,
  ],
  exports: [CreemService, EpayCallbacksService, EpayService, OrderDrafts, StripeService],
})
export class PaymentsModule {}
