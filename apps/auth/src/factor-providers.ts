import type { Provider } from '@nestjs/common';
import { CONFIG, type PlatformConfig } from '@tollgate/platform/config';
import { Database } from '@tollgate/platform/db';
import { Metrics } from '@tollgate/platform/metrics';
import { LoginNotes } from './logins/login-notes.js';
import { SecondFactor } from './logins/second-factor.js';
import { AssertionCheck } from './passkeys/assertion-check.js';
import { Challenges } from './passkeys/challenges.js';
import { PasskeyLoginsService } from './passkeys/passkey-logins.service.js';
import { PasskeyRemovalsService } from './passkeys/passkey-removals.service.js';
import { PasskeySite } from './passkeys/passkey-site.js';
import { PasskeysRepository } from './passkeys/passkeys.repository.js';
import { PasskeysService } from './passkeys/passkeys.service.js';
import { Passwords } from './passwords/passwords.js';
import { CodeCheck } from './second-factors/code-check.js';
import { FactorChanges } from './second-factors/factor-changes.js';
import { FactorSecrets } from './second-factors/factor-secrets.js';
import { SecondFactorAdminService } from './second-factors/second-factor-admin.service.js';
import { SecondFactorLoginsService } from './second-factors/second-factor-logins.service.js';
import { SecondFactorsRepository } from './second-factors/second-factors.repository.js';
import { SecondFactorsService } from './second-factors/second-factors.service.js';
import { SecurityEvents } from './security-events/security-events.js';
import { StepUpsRepository } from './step-ups/step-ups.repository.js';
import { StepUpsService } from './step-ups/step-ups.service.js';
import { Throttle } from './throttle/throttle.js';
import { ThrottleMetrics } from './throttle/throttle-metrics.js';

/** Second factors, passkeys, step-up, and the throttle of every credential. */
export const factorProviders: Provider[] = [
  {
    provide: Throttle,
    inject: [Database, CONFIG, Metrics],
    useFactory: (database: Database, config: PlatformConfig, metrics: Metrics) =>
      new Throttle(database, config.CRITICAL_RATE_LIMIT_ENABLE, new ThrottleMetrics(metrics)),
  },
  { provide: SecondFactor, useExisting: SecondFactorsRepository },
  AssertionCheck,
  Challenges,
  CodeCheck,
  FactorChanges,
  FactorSecrets,
  LoginNotes,
  PasskeyLoginsService,
  PasskeyRemovalsService,
  PasskeySite,
  PasskeysRepository,
  PasskeysService,
  Passwords,
  SecondFactorAdminService,
  SecondFactorLoginsService,
  SecondFactorsRepository,
  SecondFactorsService,
  SecurityEvents,
  StepUpsRepository,
  StepUpsService,
];
