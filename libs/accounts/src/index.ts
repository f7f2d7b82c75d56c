export { shownSubject } from './identities.js';
export * from './names.js';
export { type NewAccount, NewAccounts } from './new-accounts.js';
export { holdLower, holdTarget, type Target } from './ranks.js';
