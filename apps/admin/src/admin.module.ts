import { Module } from '@nestjs/common';
import { NewAccounts } from '@tollgate/account-rules';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { AuditController } from './audit/audit.controller.js';
import { AuditRepository } from './audit/audit.repository.js';
import { AuditService } from './audit/audit.service.js';
import { Sealer } from './audit/sealer.js';
import { Verifier } from './audit/verifier.js';
import { LogPartitions } from './logs/log-partitions.js';
import { LogsController } from './logs/logs.controller.js';
import { LogsRepository } from './logs/logs.repository.js';
import { LogsService } from './logs/logs.service.js';
import { UsageRepository } from './logs/usage.repository.js';
import { UsageRollUp } from './logs/usage-roll-up.js';
import { OptionsController } from './options/options.controller.js';
import { OptionsRepository } from './options/options.repository.js';
import { OptionsService } from './options/options.service.js';
import { SecurityLogController } from './security-log/security-log.controller.js';
import { SecurityLogRepository } from './security-log/security-log.repository.js';
import { SecurityLogService } from './security-log/security-log.service.js';
import { SetupController } from './setup/setup.controller.js';
import { SetupRepository } from './setup/setup.repository.js';
import { SetupService } from './setup/setup.service.js';
import { SystemController } from './system/system.controller.js';
import { SystemRepository } from './system/system.repository.js';
import { SystemService } from './system/system.service.js';
import { UptimeService } from './system/uptime.service.js';
import { Erasure } from './users/erasure.js';
import { UserActionsService } from './users/user-actions.service.js';
import { UserChangesService } from './users/user-changes.service.js';
import { UserTrail } from './users/user-trail.js';
import { UsersController } from './users/users.controller.js';
import { UsersRepository } from './users/users.repository.js';
import { UsersService } from './users/users.service.js';

/** Those who run it. Each slice adds its controller and providers here. */
@Module({
  controllers: [
    AuditController,
    LogsController,
    OptionsController,
    SecurityLogController,
    SetupController,
    SystemController,
    UsersController,
  ],
  providers: [
    AuditRepository,
    AuditService,
    Sealer,
    Verifier,
    Erasure,
    LogPartitions,
    LogsRepository,
    LogsService,
    NewAccounts,
    OptionsRepository,
    OptionsService,
    PasswordHasher,
    SecurityLogRepository,
    SecurityLogService,
    SetupRepository,
    SetupService,
    SystemRepository,
    SystemService,
    UptimeService,
    UsageRepository,
    UsageRollUp,
    UserActionsService,
    UserChangesService,
    UserTrail,
    UsersRepository,
    UsersService,
  ],
})
export class AdminModule {}
