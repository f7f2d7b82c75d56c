export { shownSubject } from './identities.js';
export * from './names.js';
export { type NewAccount, NewAccounts } from './new-accounts.js';
export { lockLowerTarget, lockTarget, type Target } from './ranks.js';
