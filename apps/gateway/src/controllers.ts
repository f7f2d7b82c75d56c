import type { Type } from '@nestjs/common';
import { BearerSessionsController } from './bearer-sessions/bearer-sessions.controller.js';
import { BindingsController } from './bindings/bindings.controller.js';
import { CheckInsController } from './check-ins/check-ins.controller.js';
import { CreemController } from './creem/creem.controller.js';
import { CustomProvidersController } from './custom-providers/custom-providers.controller.js';
import { EpayController } from './epay/epay.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { QuarantineController } from './quarantine/quarantine.controller.js';
import { StripeController } from './stripe/stripe.controller.js';
import { GroupsController } from './groups/groups.controller.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { MailController } from './mail/mail.controller.js';
import { OptionsController } from './options/options.controller.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { UserApiKeysController } from './api-keys/user-api-keys.controller.js';
import { PermissionsController } from './permissions/permissions.controller.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { SecurityLogController } from './security-log/security-log.controller.js';
import { RelayCredentialsController } from './relay-credentials/relay-credentials.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { RelayController } from './relay/relay.controller.js';
import { RedemptionsController } from './redemptions/redemptions.controller.js';
import { SecondFactorsController } from './second-factors/second-factors.controller.js';
import { ResetsController } from './resets/resets.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { RelayPagesController } from './relay-pages/relay-pages.controller.js';
import { SystemInfoController } from './system-info/system-info.controller.js';
import { PlansController } from './subscriptions/plans.controller.js';
import { SubscriptionsController } from './subscriptions/subscriptions.controller.js';
import { SystemTasksController } from './system-tasks/system-tasks.controller.js';
import { SetupController } from './setup/setup.controller.js';
import { SignUpsController } from './sign-ups/sign-ups.controller.js';
import { StatusController } from './status/status.controller.js';
import { TransfersController } from './transfers/transfers.controller.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { UsersController } from './users/users.controller.js';
import { StepUpsController } from './step-ups/step-ups.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { LogsController } from './logs/logs.controller.js';
import { BillingDashboardsController } from './billing-dashboards/billing-dashboards.controller.js';
import { ThirdPartyController } from './third-party/third-party.controller.js';
import { VerificationsController } from './verifications/verifications.controller.js';
import { SystemController } from './system/system.controller.js';

/** All controllers of the gateway. A new slice adds its own. */
export const controllers: readonly Type[] = [
  BearerSessionsController,
  BindingsController,
  SystemInfoController,
  PlansController,
  SubscriptionsController,
  SystemTasksController,
  CheckInsController,
  CreemController,
  CustomProvidersController,
  EpayController,
  OrdersController,
  QuarantineController,
  StripeController,
  SecurityLogController,
  ApiKeysController,
  UserApiKeysController,
  GroupsController,
  LedgerController,
  MailController,
  OptionsController,
  PermissionsController,
  PasskeysController,
  ProfilesController,
  RedemptionsController,
  RelayController,
  RelayCredentialsController,
  WebhooksController,
  SecondFactorsController,
  ResetsController,
  SessionsController,
  RelayPagesController,
  SetupController,
  SignUpsController,
  StatusController,
  TransfersController,
  ApprovalsController,
  UsersController,
  StepUpsController,
  AuditController,
  LogsController,
  BillingDashboardsController,
  ThirdPartyController,
  VerificationsController,
  SystemController,
];
