import { Global, Module } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { CallGuard } from '@tollgate/platform/access';
import { Database } from '@tollgate/platform/db';
import { Authenticator } from './authenticator.js';
import { StepUp } from './step-up.js';

/** Provides `Authenticator` and `StepUp`, and with them the guard that the platform's handler pipeline asks. */
@Global()
@Module({
  providers: [
    { provide: Authenticator, inject: [Database], useFactory: (database: Database) => new Authenticator(database) },
    { provide: StepUp, inject: [Options], useFactory: (options: Options) => new StepUp(options) },
    {
      provide: CallGuard,
      inject: [Authenticator, StepUp, Database],
      useFactory: (authenticator: Authenticator, stepUp: StepUp, database: Database): CallGuard => ({
        admit: (access, caller, permission) => authenticator.admit(access, caller, permission),
        requireStepUp: (identity) => stepUp.require(database, identity),
      }),
    },
  ],
  exports: [Authenticator, StepUp, CallGuard],
})
export class AccessModule {}
