import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecondFactorsModule } from '../second-factors/second-factors.module.js';
import { SecurityEventsModule } from '../security-events/security-events.module.js';
import { SecurityProofs } from './security-proofs.js';
import { StepUpsController } from './step-ups.controller.js';
import { StepUpsRepository } from './step-ups.repository.js';
import { StepUpsService } from './step-ups.service.js';

/** A fresh proof of identity within a session. */
@Module({
  imports: [PasswordsModule, SecondFactorsModule, SecurityEventsModule],
  controllers: [StepUpsController],
  providers: [SecurityProofs, StepUpsRepository, StepUpsService],
  exports: [SecurityProofs, StepUpsService],
})
export class StepUpsModule {}
