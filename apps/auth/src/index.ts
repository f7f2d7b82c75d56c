import { AccessModule } from '@tollgate/account-rules';
import { AuditLogModule } from '@tollgate/audit-log';
import { entitiesIn } from '@tollgate/entities/services';
import { OptionsModule } from '@tollgate/options';
import { defineService } from '@tollgate/platform/service';
import { authSettings } from './auth.config.js';
import { AuthModule } from './auth.module.js';

export type { AuthCommands } from './commands/auth-commands.js';
export { withAuthCommands } from './commands/open-commands.js';

export const auth = defineService({
  name: 'auth',
  settings: authSettings,
  module: AuthModule,
  modules: [AccessModule, AuditLogModule, OptionsModule],
  entities: entitiesIn('auth'),
});
