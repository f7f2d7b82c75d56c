import { MONEY } from './money.mjs';
import { RELAYS } from './relay.mjs';
import { SIGN_IN } from './sign-in.mjs';
import { TRANSPORT } from './transport.mjs';

/**
 * Seeded defects: each removes one protection from the product. `edits` replace a text that must be in the file exactly
 * once. `check` is the shortest test that must fail on such a build, with `reported` in its output, and pass on a sound one.
 */
export const DEFECTS = [...TRANSPORT, ...MONEY, ...RELAYS, ...SIGN_IN];

/** The defects that `npm test` checks, because each takes only seconds. */
export const QUICK = DEFECTS.filter(({ quick }) => quick);
