import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
import { entitiesIn } from '@tollgate/entities/services';
import { OptionsModule } from '@tollgate/options';
import { defineService } from '@tollgate/platform/service';
import { authSettings } from './auth.config.js';
import { AuthModule } from './auth.module.js';

export const auth = defineService({
  name: 'auth',
  settings: authSettings,
  module: AuthModule,
  modules: [AccessModule, AuditLogModule, OptionsModule],
  entities: entitiesIn('auth'),
});
