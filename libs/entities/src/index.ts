export { ApiKeyRow } from './auth/api-key.entity.js';
export { Credential } from './auth/credential.entity.js';
export { LinkedIdentity } from './auth/identity.entity.js';
export { Passkey, PasskeyChallenge, PasskeyProof } from './auth/passkey.entity.js';
export { PendingLogin } from './auth/pending-login.entity.js';
export { CheckIn } from './auth/check-in.entity.js';
export { KnownBrowser } from './auth/known-browser.entity.js';
export { RelayCredential } from './admin/relay-credential.entity.js';
export { WebhookDelivery } from './admin/webhook-delivery.entity.js';
export { WebhookEndpoint } from './admin/webhook-endpoint.entity.js';
export { WebhookEvent } from './admin/webhook-event.entity.js';
export { Session } from './auth/session.entity.js';
export { SecurityProof, SessionRefresh } from './auth/session-refresh.entity.js';
export { ThrottleBucket } from './auth/throttle.entity.js';
export { UserBlock } from './auth/user-block.entity.js';
export { CustomProviderRow } from './auth/custom-provider.entity.js';
export { BackupCode, TwoFactor } from './auth/two-factor.entity.js';
export { MailCode } from './auth/mail-code.entity.js';
export { AddressCode } from './auth/address-code.entity.js';
export { MailFailure } from './auth/mail-failure.entity.js';
export { OAuthState } from './auth/oauth-state.entity.js';
export { ResetToken } from './auth/reset-token.entity.js';
export { SpentProof } from './auth/spent-proof.entity.js';
export { SignupGiftGrant } from './auth/signup-gift-grant.entity.js';
export { User } from './auth/user.entity.js';
export { LedgerAccount } from './ledger/account.entity.js';
export { LedgerCounter } from './ledger/counter.entity.js';
export { LedgerEntry } from './ledger/entry.entity.js';
export { Budget } from './ledger/budget.entity.js';
export { LedgerKind } from './ledger/kind.entity.js';
export { LedgerKey } from './ledger/key.entity.js';
export { Reservation } from './ledger/reservation.entity.js';
export { LedgerTransaction } from './ledger/transaction.entity.js';
export { AuditEvent, AuditSeal, AuditUnsealed, AuditValues } from './admin/audit.entity.js';
export { AuditHead, Sweep } from './admin/retention.entity.js';
export { LogLine } from './admin/log.entity.js';
export { Option, OptionReplica, OptionVersion } from './admin/option.entity.js';
export { SystemTask } from './admin/system-task.entity.js';
export { Grant } from './admin/grant.entity.js';
export { Setup } from './admin/setup.entity.js';
export { UsageHour, UsageRolled } from './admin/usage.entity.js';
export { Redemption } from './billing/redemption.entity.js';
export {
  PaymentCallback,
  ProviderEvent,
  QuarantinedEvent,
  RefusedCallback,
  Reversal,
} from './billing/callback.entity.js';
export { Plan } from './billing/plan.entity.js';
export { PlanPool, Subscription } from './ledger/subscription.entity.js';
export { Order } from './billing/order.entity.js';
export { UsageReceipt } from './billing/usage-receipt.entity.js';
export { Import, ImportKept, ImportNote, ImportProgress } from './admin/import.entity.js';
export { ImportedIdentity } from './auth/imported-identity.entity.js';
export { LedgerImported } from './ledger/imported.entity.js';
