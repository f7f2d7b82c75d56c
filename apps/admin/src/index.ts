import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
import { entitiesIn } from '@tollgate/entities/services';
import { OptionsModule } from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import { Options } from '@tollgate/options';
import { type Database, UnitOfWork } from '@tollgate/platform/db';
import type { Log } from '@tollgate/platform/log';
import type { Secrets } from '@tollgate/platform/secrets';
import { defineService } from '@tollgate/platform/service';
import { adminSettings } from './admin.config.js';
import { AuditCut } from './audit/audit-cut.js';
import { AuditRepository } from './audit/audit.repository.js';
import { Verifier } from './audit/verifier.js';
import { LogCut } from './logs/log-cut.js';
import { LogsRepository } from './logs/logs.repository.js';
import { UsageRepository } from './logs/usage.repository.js';
import { RetentionRepository } from './retention/retention.repository.js';
import { RetentionService } from './retention/retention.service.js';
import { AdminModule } from './admin.module.js';

export type { AdminCommands, RoleName } from './commands/admin-commands.js';
export { withAdminCommands } from './commands/open-commands.js';

/** Checks the audit trail outside a running service; for the command. */
export function auditVerifier(database: Database, secrets: Secrets): Verifier {
  return new Verifier(new AuditRepository(database), secrets);
}

/** Deletes what the jobs of retention delete, outside a running service; for the command. */
export async function runRetention(database: Database, secrets: Secrets, log: Log) {
  const options = new Options(database, secrets, log);
  await options.refresh();
  const work = new UnitOfWork(database);
  const records = new Records();
  const repository = new RetentionRepository(database);
  const cut = new AuditCut(new AuditRepository(database), records, secrets, work);
  const logCut = new LogCut(new LogsRepository(database), new UsageRepository(database), records, work);
  const retention = new RetentionService(repository, cut, logCut, options);
  return { swept: await retention.sweep(), cut: await retention.cut(), left: await repository.swept() };
}

export const admin = defineService({
  name: 'admin',
  settings: adminSettings,
  module: AdminModule,
  modules: [AccessModule, AuditLogModule, OptionsModule],
  entities: entitiesIn('admin'),
});
