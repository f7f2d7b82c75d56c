import { Module } from '@nestjs/common';
import { TurnstileModule } from '../turnstile/turnstile.module.js';
import { CheckInsController } from './check-ins.controller.js';
import { CheckInsRepository } from './check-ins.repository.js';
import { CheckInsService } from './check-ins.service.js';

/** The daily check-in. */
@Module({
  imports: [TurnstileModule],
  controllers: [CheckInsController],
  providers: [CheckInsRepository, CheckInsService],
})
export class CheckInsModule {}
