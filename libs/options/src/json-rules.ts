import { isJsonObject } from '@tollgate/contracts';
import { type JsonRule, problem, type Problem } from './kinds.js';

const NO_OBJECT = problem('must be a JSON object', '必须是 JSON 对象');

/** A key as a refusal shows it: whole where it is not too long for that. */
function shown(key: string): string {
  return key.length > 64 ? `${key.slice(0, 64).toWellFormed()}…` : key;
}

/** A JSON object whose every value passes; the first that fails is named. */
export function recordRule(item: JsonRule): JsonRule {
  return (value) => {
    if (!isJsonObject(value)) return NO_OBJECT;
    for (const [key, entry] of Object.entries(value)) {
      const wrong = item(entry);
      if (wrong) return problem(`${shown(key)} ${wrong.en}`, `${shown(key)} ${wrong.zh}`);
    }
    return null;
  };
}

/** A JSON array whose every item passes. */
export function arrayRule(item: JsonRule): JsonRule {
  return (value) => {
    if (!Array.isArray(value)) return problem('must be a JSON array', '必须是 JSON 数组');
    for (const [index, entry] of value.entries()) {
      const wrong = item(entry);
      if (wrong) return problem(`item ${index} ${wrong.en}`, `第 ${index + 1} 项${wrong.zh}`);
    }
    return null;
  };
}

/** Either of two rules. */
export function either(first: JsonRule, second: JsonRule): JsonRule {
  return (value) => (first(value) === null ? null : second(value));
}

/** The rule that a value passes a test, or this is wrong with it. */
function unless(wrong: Problem, passes: (value: unknown) => boolean): JsonRule {
  return (value) => (passes(value) ? null : wrong);
}

export const isText = unless(problem('must be text', '必须是文本'), (value) => typeof value === 'string');
/** Ratios and prices: finite and not negative. */
export const isRatio = unless(
  problem('must be a number not less than 0', '必须是不小于 0 的数'),
  (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
);
export const isPositiveInt = unless(
  problem('must be a whole number above 0', '必须是大于 0 的整数'),
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
);
export const isCount = unless(
  problem('must be a whole number not less than 0', '必须是不小于 0 的整数'),
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
/** A discount: above 0, at most 1. */
export const isDiscount = unless(
  problem('must be a number above 0, at most 1', '必须是大于 0 且不超过 1 的数'),
  (value) => typeof value === 'number' && value > 0 && value <= 1,
);
export const isObject = unless(NO_OBJECT, isJsonObject);

const NO_PAIR = problem('must be a list of two whole numbers', '必须是两个整数的列表');

/** Two counts: requests and successful ones. */
export const isCountPair: JsonRule = (value) =>
  Array.isArray(value) && value.length === 2 ? arrayRule(isCount)(value) : NO_PAIR;

/** An object that holds the named texts; other keys pass. */
export function withTexts(...names: string[]): JsonRule {
  return (value) => {
    if (!isJsonObject(value)) return NO_OBJECT;
    const missing = names.find((name) => typeof value[name] !== 'string' || value[name] === '');
    return missing === undefined ? null : problem(`must have the text ${missing}`, `必须有文本 ${missing}`);
  };
}

/** `{"100": 0.9}`: keys are whole amounts. */
export const isAmountMap: JsonRule = (value) => {
  const wrong = isJsonObject(value) ? Object.keys(value).find((key) => !/^[1-9]\d{0,15}$/.test(key)) : undefined;
  if (wrong === undefined) return recordRule(isDiscount)(value);
  return problem(`${shown(wrong)} must be a whole amount`, `${shown(wrong)} 必须是整数`);
};
