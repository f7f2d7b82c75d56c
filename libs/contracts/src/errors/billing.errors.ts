import { entries } from './entry.js';

/** Refusals of the billing service. */
export const billingErrors = entries({});
