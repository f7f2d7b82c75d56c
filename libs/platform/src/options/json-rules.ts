import type { JsonRule } from './kinds.js';

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object whose every value passes; the first that fails is named. */
export function mapOf(item: JsonRule): JsonRule {
  return (value) => {
    if (!isPlain(value)) return 'must be a JSON object';
    for (const [key, entry] of Object.entries(value)) {
      const problem = item(entry);
      if (problem) return `${key} ${problem}`;
    }
    return null;
  };
}

/** A JSON array whose every item passes. */
export function listOf(item: JsonRule): JsonRule {
  return (value) => {
    if (!Array.isArray(value)) return 'must be a JSON array';
    for (const [index, entry] of value.entries()) {
      const problem = item(entry);
      if (problem) return `item ${index} ${problem}`;
    }
    return null;
  };
}

/** Either of two rules. */
export function either(first: JsonRule, second: JsonRule): JsonRule {
  return (value) => (first(value) === null ? null : second(value));
}

export const isText: JsonRule = (value) => (typeof value === 'string' ? null : 'must be text');
/** Ratios and prices: finite and not negative. */
export const isRatio: JsonRule = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? null : 'must be a number not less than 0';
export const isPositiveInt: JsonRule = (value) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? null : 'must be a whole number above 0';
export const isCount: JsonRule = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? null : 'must be a whole number not less than 0';
/** A discount: above 0, at most 1. */
export const isDiscount: JsonRule = (value) =>
  typeof value === 'number' && value > 0 && value <= 1 ? null : 'must be a number above 0, at most 1';
export const isObject: JsonRule = (value) => (isPlain(value) ? null : 'must be a JSON object');

/** Two counts: requests and successful ones. */
export const isCountPair: JsonRule = (value) =>
  Array.isArray(value) && value.length === 2 ? listOf(isCount)(value) : 'must be a list of two whole numbers';

/** An object that holds the named texts; other keys pass. */
export function withTexts(...names: string[]): JsonRule {
  return (value) => {
    if (!isPlain(value)) return 'must be a JSON object';
    const missing = names.find((name) => typeof value[name] !== 'string' || value[name] === '');
    return missing === undefined ? null : `must have the text ${missing}`;
  };
}

/** `{"100": 0.9}`: keys are whole amounts. */
export const isAmountMap: JsonRule = (value) => {
  const wrong = isPlain(value) ? Object.keys(value).find((key) => !/^[1-9]\d{0,15}$/.test(key)) : undefined;
  return wrong === undefined ? mapOf(isDiscount)(value) : `${wrong} must be a whole amount`;
};
