export * from './names.js';
export { type NewAccount, NewAccounts } from './new-accounts.js';
export { holdActorAndTarget } from './ranks.js';
