/** The largest quota: the largest whole number that JSON carries exactly (2^53-1). */
export const MAX_QUOTA = Number.MAX_SAFE_INTEGER;

/** The largest price of an order, in units of its currency. A larger price is a typing error or an attack. */
export const MAX_MONEY = '100000000.00';

/** The smallest price of an order: one cent. */
export const MIN_MONEY = '0.01';
