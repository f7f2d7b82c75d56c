import { Module } from '@nestjs/common';
import { SingleStatementModule } from '../single-statement/single-statement.module.js';
import { RedemptionsController } from './redemptions.controller.js';
import { RedemptionsRepository } from './redemptions.repository.js';
import { RedemptionsService } from './redemptions.service.js';

/** Redemption codes. */
@Module({
  imports: [SingleStatementModule],
  controllers: [RedemptionsController],
  providers: [RedemptionsRepository, RedemptionsService],
})
export class RedemptionsModule {}
