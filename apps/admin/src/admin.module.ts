import { Module } from '@nestjs/common';
import { ApprovalsModule } from './approvals/approvals.module.js';
import { AuditModule } from './audit/audit.module.js';
import { LogsModule } from './logs/logs.module.js';
import { OptionsModule } from './options/options.module.js';
import { PermissionsModule } from './permissions/permissions.module.js';
import { RelayCredentialsModule } from './relay-credentials/relay-credentials.module.js';
import { RelayPagesModule } from './relay-pages/relay-pages.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { SecurityLogModule } from './security-log/security-log.module.js';
import { SetupModule } from './setup/setup.module.js';
import { SystemInfoModule } from './system-info/system-info.module.js';
import { SystemModule } from './system/system.module.js';
import { SystemTasksModule } from './system-tasks/system-tasks.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { UsersModule } from './users/users.module.js';

/** The administration service: one module per group of slices. */
@Module({
  imports: [
    ApprovalsModule,
    AuditModule,
    LogsModule,
    OptionsModule,
    PermissionsModule,
    RelayCredentialsModule,
    RelayPagesModule,
    RetentionModule,
    SecurityLogModule,
    SetupModule,
    SystemInfoModule,
    SystemModule,
    SystemTasksModule,
    UsersModule,
    WebhooksModule,
  ],
})
export class AdminModule {}
