import type { MigrationInterface } from 'typeorm';
import { RolesAndSchemas1795410000000 } from './1795410000000-roles-and-schemas.js';
import { LimitsAndIdempotency1795410001000 } from './1795410001000-limits-and-idempotency.js';
import { Auth1795410002000 } from './1795410002000-auth.js';
import { Ledger1795410003000 } from './1795410003000-ledger.js';
import { Logins1795410003500 } from './1795410003500-logins.js';
import { Jobs1795410004000 } from './1795410004000-jobs.js';
import { Throttle1795410020000 } from './1795410020000-throttle.js';
import { SecondFactors1795410021000 } from './1795410021000-second-factors.js';
import { OptionsAndSetup1795411000000 } from './1795411000000-options-and-setup.js';
import { Logs1795411001000 } from './1795411001000-logs.js';
import { Audit1795411002000 } from './1795411002000-audit.js';
import { ApiKeys1795412000000 } from './1795412000000-api-keys.js';
import { Redemptions1795413000000 } from './1795413000000-redemptions.js';
import { UserAdministration1795413000000 } from './1795413000000-user-administration.js';
import { Payments1795414000000 } from './1795414000000-payments.js';
import { LogsOfKeys1795413001000 } from './1795413001000-logs-of-keys.js';
import { MailAndThirdParty1795413000000 } from './1795413000000-mail-and-third-party.js';
import { Erasure1795413002000 } from './1795413002000-erasure.js';
import { UsageHours1795415000000 } from './1795415000000-usage-hours.js';
import { KeptKeyLimits1795419000000 } from './1795419000000-kept-key-limits.js';
import { OwnReplies1795419001000 } from './1795419001000-own-replies.js';
import { OutdatedQuota1795419002000 } from './1795419002000-outdated-quota.js';
import { Welcomed1795420000000 } from './1795420000000-welcomed.js';
import { EarlierResetLinks1795421000000 } from './1795421000000-earlier-reset-links.js';
import { LogsOfOpenKeys1795421001000 } from './1795421001000-logs-of-open-keys.js';
import { WelcomedWhenFreed1795422000000 } from './1795422000000-welcomed-when-freed.js';
import { Reservations1796069400000 } from './1796069400000-reservations.js';
import { Relay1796070900000 } from './1796070900000-relay.js';
import { BearerSessions1796074900000 } from './1796074900000-bearer-sessions.js';
import { AccountLocks1796075600000 } from './1796075600000-account-locks.js';
import { AddressCodes1796075700000 } from './1796075700000-address-codes.js';
import { Imports1796076400000 } from './1796076400000-imports.js';
import { AutoGroups1796076500000 } from './1796076500000-auto-groups.js';
import { SystemTasks1796076600000 } from './1796076600000-system-tasks.js';
import { PaymentConditions1796076779000 } from './1796076779000-payment-conditions.js';
import { ForgottenCustomers1796076780000 } from './1796076780000-forgotten-customers.js';
import { Grants1796076900000 } from './1796076900000-grants.js';
import { LedgerKinds1796077000000 } from './1796077000000-ledger-kinds.js';
import { CheckIns1796080800000 } from './1796080800000-check-ins.js';
import { AdminPermissions1796081233000 } from './1796081233000-admin-permissions.js';
import { Events1796081600000 } from './1796081600000-events.js';
import { ImportIndexes1796082600000 } from './1796082600000-import-indexes.js';
import { Subscriptions1796083200000 } from './1796083200000-subscriptions.js';
import { HelpDesk1796083700000 } from './1796083700000-help-desk.js';
import { PersonalData1796086772000 } from './1796086772000-personal-data.js';

/** Every migration in order; listed by hand so that a build ships exactly these. */
import { CustomProviders1796082483000 } from './1796082483000-custom-providers.js';
import { Retention1796084895000 } from './1796084895000-retention.js';

export const migrations: (new () => MigrationInterface)[] = [
  RolesAndSchemas1795410000000,
  LimitsAndIdempotency1795410001000,
  Auth1795410002000,
  Ledger1795410003000,
  Logins1795410003500,
  Jobs1795410004000,
  Throttle1795410020000,
  SecondFactors1795410021000,
  OptionsAndSetup1795411000000,
  Logs1795411001000,
  Audit1795411002000,
  ApiKeys1795412000000,
  Redemptions1795413000000,
  UserAdministration1795413000000,
  Payments1795414000000,
  LogsOfKeys1795413001000,
  Erasure1795413002000,
  MailAndThirdParty1795413000000,
  UsageHours1795415000000,
  KeptKeyLimits1795419000000,
  OwnReplies1795419001000,
  OutdatedQuota1795419002000,
  Welcomed1795420000000,
  EarlierResetLinks1795421000000,
  LogsOfOpenKeys1795421001000,
  WelcomedWhenFreed1795422000000,
  Reservations1796069400000,
  Relay1796070900000,
  BearerSessions1796074900000,
  AccountLocks1796075600000,
  AddressCodes1796075700000,
  Imports1796076400000,
  AutoGroups1796076500000,
  SystemTasks1796076600000,
  PaymentConditions1796076779000,
  ForgottenCustomers1796076780000,
  Grants1796076900000,
  LedgerKinds1796077000000,
  CheckIns1796080800000,
  AdminPermissions1796081233000,
  Events1796081600000,
  CustomProviders1796082483000,
  ImportIndexes1796082600000,
  Subscriptions1796083200000,
  HelpDesk1796083700000,
  Retention1796084895000,
  PersonalData1796086772000,
];
