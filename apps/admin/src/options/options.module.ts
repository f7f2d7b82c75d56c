import { Module } from '@nestjs/common';
import { OptionsController } from './options.controller.js';
import { OptionsRepository } from './options.repository.js';
import { OptionsService } from './options.service.js';
import { PaymentComplianceService } from './payment-compliance.service.js';
import { RootLogin } from './root-login.js';

/** The options: list, change, and the lists that derive from them. */
@Module({
  controllers: [OptionsController],
  providers: [OptionsRepository, OptionsService, PaymentComplianceService, RootLogin],
  exports: [OptionsRepository, OptionsService],
})
export class OptionsModule {}
