import { MONEY } from './money.mjs';
import { SIGN_IN } from './sign-in.mjs';
import { TRANSPORT } from './transport.mjs';

/**
 * Seeded defects: each takes one protection out of the product. `edits` replace a text that must be in the file exactly
 * once; `check` is the shortest test that must fail on such a build, with `reported` in what it says, and pass on a sound one.
 */
export const DEFECTS = [...TRANSPORT, ...MONEY, ...SIGN_IN];

/** What `npm test` runs: seconds each. */
export const QUICK = DEFECTS.filter(({ quick }) => quick);
