import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { ApprovalsController } from './approvals.controller.js';
import { ApprovalsRepository } from './approvals.repository.js';
import { ApprovalsService } from './approvals.service.js';

/** Approvals of credits and codes above the threshold. */
@Module({
  imports: [UsersModule],
  controllers: [ApprovalsController],
  providers: [ApprovalsRepository, ApprovalsService],
})
export class ApprovalsModule {}
