import { adminErrors } from './admin.errors.js';
import { authErrors } from './auth.errors.js';
import { billingErrors } from './billing.errors.js';
import type { ErrorEntry } from './entry.js';
import { platformErrors } from './platform.errors.js';

const table = { ...platformErrors, ...authErrors, ...billingErrors, ...adminErrors };

export type ErrorCode = keyof typeof table;

/** Every refusal of the product: code, true HTTP status, Chinese and English text. Codes are never reworded. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = table;

/** The parameters of each refusal: those that its texts name, and those that it carries besides. */
export const PARAMETERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(ERRORS).map(([code, { zh, en, carries = [] }]) => [
    code,
    new Set([...Array.from(`${zh} ${en}`.matchAll(/\{(\w+)\}/g), ([, name = '']) => name), ...carries]),
  ]),
);
