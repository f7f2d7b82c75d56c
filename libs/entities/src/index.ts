export { Credential } from './auth/credential.entity.js';
export { LinkedIdentity } from './auth/identity.entity.js';
export { Session } from './auth/session.entity.js';
export { User } from './auth/user.entity.js';
export { LedgerAccount } from './ledger/account.entity.js';
export { LedgerCounter } from './ledger/counter.entity.js';
export { LedgerEntry } from './ledger/entry.entity.js';
export { LedgerTransaction } from './ledger/transaction.entity.js';
