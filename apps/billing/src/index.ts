import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
import { Grant } from '@tollgate/entities';
import { entitiesIn } from '@tollgate/entities/services';
import { OptionsModule } from '@tollgate/options';
import { defineService } from '@tollgate/platform/service';
import { billingSettings } from './billing.config.js';
import { BillingModule } from './billing.module.js';

export const billing = defineService({
  name: 'billing',
  settings: billingSettings,
  module: BillingModule,
  modules: [AccessModule, AuditLogModule, OptionsModule],
  // Grant: the administration's record of what is given, which codes and completed orders need, too
  entities: [...entitiesIn('billing', 'ledger'), Grant],
});
