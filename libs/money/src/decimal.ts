import { Decimal as Base } from 'decimal.js';

/** Decimal arithmetic wide enough that nothing but the last step of a calculation rounds. */
export const Decimal = Base.clone({ precision: 120, rounding: Base.ROUND_HALF_UP, toExpNeg: -200, toExpPos: 200 });
export type Decimal = Base;

/** A decimal as options and the database hold it; a number is read by its shortest decimal text (0.1 is one tenth). */
export type DecimalText = string | number;
