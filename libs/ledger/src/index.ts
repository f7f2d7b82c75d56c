export { asAppError, isDouble, LedgerState, refusals } from './errors.js';
export { postSql, type PostingSql } from './fragment.js';
export { type Kind, KINDS, type SystemAccount } from './kinds.js';
export { type Count, ledger, type Leg, type Posting, type Receipt, type SystemLeg, type UserLeg } from './ledger.js';
export { signUpPostings, type SignUpGifts } from './sign-up.js';
export { type Breach, findBreaches, CHAIN, type Invariant, INVARIANTS } from './invariants.js';
