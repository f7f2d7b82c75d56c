import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { Erasure } from './erasure.js';
import { QuotaChangesService } from './quota-changes.service.js';
import { UserActionsService } from './user-actions.service.js';
import { UserChangesService } from './user-changes.service.js';
import { UserExportService } from './user-export.service.js';
import { UserRemovalService } from './user-removal.service.js';
import { UserTrail } from './user-trail.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** The administration of users. */
@Module({
  imports: [AccountsModule, LogsModule],
  controllers: [UsersController],
  providers: [
    Erasure,
    QuotaChangesService,
    UserActionsService,
    UserChangesService,
    UserExportService,
    UserRemovalService,
    UserTrail,
    UsersRepository,
    UsersService,
  ],
  exports: [QuotaChangesService],
})
export class UsersModule {}
