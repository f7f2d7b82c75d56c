import { entries } from './entry.js';

/** Refusals of the auth service. */
export const authErrors = entries({});
