import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { BillingDashboardsController } from './billing-dashboards.controller.js';
import { BillingDashboardsService } from './billing-dashboards.service.js';

/** The figures that OpenAI clients ask for with an API key. */
@Module({
  imports: [ApiKeysModule],
  controllers: [BillingDashboardsController],
  providers: [BillingDashboardsService],
})
export class BillingDashboardsModule {}
