import { Module } from '@nestjs/common';
import { DeliveriesRepository } from './deliveries.repository.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks to other systems. */
@Module({
  controllers: [WebhooksController],
  providers: [DeliveriesRepository, WebhookDeliveries, WebhooksRepository, WebhooksService],
})
export class WebhooksModule {}
