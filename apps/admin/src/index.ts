import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
import { entitiesIn } from '@tollgate/entities/services';
import { OptionsModule } from '@tollgate/options';
import type { Database } from '@tollgate/platform/db';
import type { Secrets } from '@tollgate/platform/secrets';
import { defineService } from '@tollgate/platform/service';
import { adminSettings } from './admin.config.js';
import { AuditRepository } from './audit/audit.repository.js';
import { Verifier } from './audit/verifier.js';
import { AdminModule } from './admin.module.js';

/** Checks the audit trail outside a running service; for the command. */
export function auditVerifier(database: Database, secrets: Secrets): Verifier {
  return new Verifier(new AuditRepository(database), secrets);
}

export const admin = defineService({
  name: 'admin',
  settings: adminSettings,
  module: AdminModule,
  modules: [AccessModule, AuditLogModule, OptionsModule],
  entities: entitiesIn('admin'),
});
