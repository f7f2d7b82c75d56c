import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
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
  entities: entitiesIn('billing', 'ledger'),
});
