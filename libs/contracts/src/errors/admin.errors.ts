import { entries } from './entry.js';

/** Refusals of the admin service. */
export const adminErrors = entries({});
