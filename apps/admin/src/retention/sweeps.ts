/** Why the rows of a table do not grow for ever. */
type Bound =
  /** The function admin.sweep deletes the rows that have no further use. */
  | { readonly sweep: string }
  /** Old rows are deleted by an option's number of days. */
  | { readonly option: 'RetentionLogDays' | 'RetentionAuditDays' | 'RetentionCallbackDays' }
  /** A rule bounds the number of rows, or each insert deletes old ones. */
  | { readonly bound: string }
  /** The rows stay. */
  | { readonly kept: string };

const MONEY = 'money: the balances are proven by it';
const BY_USER = 'few rows of each user, deleted with the user';

/** Every table of the product. A test fails if a table is missing here, so that a new one states how it is bounded. */
export const TABLES: Readonly<Record<string, Bound>> = {
  'admin.audit_events': { option: 'RetentionAuditDays' },
  'admin.audit_heads': { bound: 'one row' },
  'admin.audit_seals': { option: 'RetentionAuditDays' },
  'admin.audit_unsealed': { bound: 'emptied every second' },
  'admin.audit_values': { option: 'RetentionAuditDays' },
  'admin.grants': { kept: MONEY },
  'admin.import_kept': { kept: 'written by the command import only' },
  'admin.import_notes': { kept: 'written by the command import only' },
  'admin.import_progress': { kept: 'written by the command import only' },
  'admin.imports': { kept: 'written by the command import only' },
  'admin.logs': { option: 'RetentionLogDays' },
  'admin.option_replicas': { bound: 'one row for each process, deleted after an hour' },
  'admin.option_version': { bound: 'one row' },
  'admin.options': { bound: 'one row for each option' },
  'admin.relay_credentials': { kept: 'made by root only' },
  'admin.setup': { bound: 'one row' },
  'admin.sweeps': { bound: 'one row for each sweep' },
  'admin.system_tasks': { kept: 'made by root only' },
  'admin.usage_hours': { kept: 'sums of usage, which statistics show after the log lines were deleted' },
  'admin.usage_rolled': { bound: 'one row' },
  'admin.webhook_deliveries': { bound: 'deleted with the event' },
  'admin.webhook_endpoints': { kept: 'made by root only' },
  'admin.webhook_events': { bound: 'the job of deliveries deletes old ones' },
  'auth.address_codes': { sweep: 'address_codes' },
  'auth.api_keys': { sweep: 'api_keys' },
  'auth.backup_codes': { bound: BY_USER },
  'auth.check_ins': { kept: 'one row of a user and day; it proves that the award was given once' },
  'auth.credentials': { sweep: 'credentials' },
  'auth.custom_providers': { kept: 'made by root only' },
  'auth.identities': { bound: BY_USER },
  'auth.imported_identities': { kept: 'written by the command import only' },
  'auth.known_browsers': { bound: BY_USER },
  'auth.mail_codes': { sweep: 'mail_codes' },
  'auth.mail_failures': { bound: 'each insert deletes old rows' },
  'auth.oauth_states': { sweep: 'oauth_states' },
  'auth.passkey_challenges': { sweep: 'passkey_challenges' },
  'auth.passkey_proofs': { sweep: 'passkey_proofs' },
  'auth.passkeys': { bound: BY_USER },
  'auth.pending_logins': { sweep: 'pending_logins' },
  'auth.reset_tokens': { sweep: 'reset_tokens' },
  'auth.security_proofs': { sweep: 'security_proofs' },
  'auth.session_refreshes': { bound: 'one row of a session, deleted with it' },
  'auth.sessions': { sweep: 'sessions' },
  'auth.spent_proofs': { sweep: 'spent_proofs' },
  'auth.throttles': { sweep: 'throttles' },
  'auth.two_factors': { bound: BY_USER },
  'auth.user_blocks': { bound: BY_USER },
  'auth.users': { kept: 'names stay taken; administrators delete accounts for good' },
  'auth.welcomed': { kept: 'a hash of each identity that got the gifts, so that it gets them once' },
  'billing.callbacks': { option: 'RetentionCallbackDays' },
  'billing.orders': { kept: MONEY },
  'billing.plans': { kept: 'made by administrators only' },
  'billing.provider_events': { kept: 'events that a provider signed; an event is acted upon once because of them' },
  'billing.quarantine': { kept: MONEY },
  'billing.redemptions': { kept: MONEY },
  'billing.refused_callbacks': { bound: 'ten of an order, a fixed number in all, 30 days' },
  'billing.reversals': { kept: MONEY },
  'billing.usage_receipts': { bound: 'each insert deletes old rows' },
  'ledger.accounts': { kept: MONEY },
  'ledger.budgets': { bound: 'one row of a user or API key, deleted with it' },
  'ledger.counters': { kept: MONEY },
  'ledger.entries': { kept: MONEY },
  'ledger.imported': { kept: MONEY },
  'ledger.keys': { bound: 'one row of an API key, deleted with it' },
  'ledger.kinds': { bound: 'one row for each kind of posting' },
  'ledger.plan_pools': { kept: MONEY },
  'ledger.reservations': { bound: 'each insert deletes old rows' },
  'ledger.subscriptions': { kept: MONEY },
  'ledger.transactions': { kept: MONEY },
  'platform.idempotency': { bound: 'each insert deletes expired rows' },
  'platform.limits': { bound: 'each insert deletes expired rows' },
  'platform.migrations': { bound: 'one row for each migration' },
};

/** The sweeps of the tables, and the one of exhausted jobs of mail, whose payload holds an address. */
export const SWEEPS: readonly string[] = [
  ...Object.values(TABLES).flatMap((bound) => ('sweep' in bound ? [bound.sweep] : [])),
  'mail_jobs',
];
