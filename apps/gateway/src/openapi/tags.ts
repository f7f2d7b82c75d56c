/** The tags of operations in their order in the reference. Each operation's tag must be in the list. */
export const TAGS: Readonly<Record<string, string>> = {
  setup: 'The first set-up, which makes root',
  status: 'What every visitor may read: the site, its notices and its state',
  user: 'Accounts: sign-up, login, second factor, passkeys, profile; and their administration',
  verification: 'Mailed codes',
  reset_password: 'Reset links',
  oauth: 'Login with other services, and the accounts that are bound to a user',
  'custom-oauth-provider': 'OpenID Connect and OAuth providers that root adds',
  verify: 'Proof of identity before a sensitive action',
  token: 'API keys',
  group: 'Groups and their ratios',
  pricing: 'Prices of models',
  models: 'Models',
  redemption: 'Redemption codes',
  payments: 'Orders, payment providers and their notifications',
  subscription: 'Subscriptions',
  webhook: 'Webhooks that root adds, and their deliveries',
  ledger: 'The double-entry ledger',
  usage: 'Usage of an API key',
  data: 'Usage by hour',
  log: 'Logs of users',
  dashboard: 'Balance and usage in the form of OpenAI',
  relay: 'Reservations and usage, for relays',
  'relay-credential': 'Credentials of relays',
  approval: 'Grants that wait for a second administrator',
  audit: 'The audit trail',
  authz: 'Rights of administrators',
  option: 'Options that root changes while the platform runs',
  'system-task': 'Tasks that run in the background',
  'system-info': 'Running processes',
  performance: 'Measurements of the processes',
  channel: 'Channels of the relay, for pages of New API',
  deployments: 'Deployments, for pages of New API',
  mj: 'Drawing tasks, for pages of New API',
  task: 'Tasks of the relay, for pages of New API',
  vendors: 'Vendors of models, for pages of New API',
  'perf-metrics': 'Speed of models, for pages of New API',
  prefill_group: 'Groups of names to fill in, for pages of New API',
  rankings: 'Rankings of models, for pages of New API',
  ratio_sync: 'Sources of ratios, for pages of New API',
};

/** The tags that these names use, with their descriptions. A name without a description comes last. */
export function describeTags(names: ReadonlySet<string>): { name: string; description: string }[] {
  const known = Object.keys(TAGS).filter((name) => names.has(name));
  const unknown = [...names].filter((name) => !(name in TAGS)).sort();
  return [...known, ...unknown].map((name) => ({ name, description: TAGS[name] ?? name }));
}
