import { AppError, isJsonObject } from '@tollgate/contracts';
import type { Claims } from '../third-party/third-party-profile.js';
import { readField } from './read-field.js';

/** Which accounts of a provider may log in. A policy can hold others, to one level. */
export interface AccessPolicy {
  readonly logic: 'and' | 'or';
  readonly conditions: readonly (Condition | AccessPolicy)[];
}

interface Condition {
  readonly field: string;
  readonly op: Operator;
  readonly value: unknown;
}

type Operator = keyof typeof OPERATORS;

const MAX_CONDITIONS = 50;

/** A field that is missing holds in no comparison, so that a policy never lets in whom it does not know. */
const OPERATORS = {
  eq: (actual: unknown, value: unknown) => String(actual) === String(value),
  ne: (actual: unknown, value: unknown) => String(actual) !== String(value),
  gt: (actual: unknown, value: unknown) => Number(actual) > Number(value),
  gte: (actual: unknown, value: unknown) => Number(actual) >= Number(value),
  lt: (actual: unknown, value: unknown) => Number(actual) < Number(value),
  lte: (actual: unknown, value: unknown) => Number(actual) <= Number(value),
  in: (actual: unknown, value: unknown) => toList(value).some((one) => String(one) === String(actual)),
  not_in: (actual: unknown, value: unknown) => toList(value).every((one) => String(one) !== String(actual)),
  contains: (actual: unknown, value: unknown) => has(actual, value),
  not_contains: (actual: unknown, value: unknown) => !has(actual, value),
  exists: () => true,
} as const satisfies Record<string, (actual: unknown, value: unknown) => boolean>;

/**
 * Reads a policy as root wrote it; undefined for none.
 * @throws AppError INVALID_VALUE
 */
export function parsePolicy(text: string): AccessPolicy | undefined {
  if (text.trim() === '') return undefined;
  try {
    return toPolicy(JSON.parse(text), 0);
  } catch (error) {
    if (error instanceof SyntaxError) throw new AppError('INVALID_VALUE', { field: 'access_policy' });
    throw error;
  }
}

/** Whether the record of an account passes a policy. */
export function allows({ logic, conditions }: AccessPolicy, claims: Claims): boolean {
  const holds = (one: Condition | AccessPolicy): boolean => {
    if ('logic' in one) return allows(one, claims);
    const actual = readField(claims, one.field);
    return actual !== undefined && actual !== null && OPERATORS[one.op](actual, one.value);
  };
  return logic === 'and' ? conditions.every(holds) : conditions.some(holds);
}

function toPolicy(value: unknown, depth: number): AccessPolicy {
  if (!isJsonObject(value) || depth > 1) throw new AppError('INVALID_VALUE', { field: 'access_policy' });
  const { logic = 'and', conditions } = value;
  const isKnown = logic === 'and' || logic === 'or';
  const isList = Array.isArray(conditions) && conditions.length > 0 && conditions.length <= MAX_CONDITIONS;
  if (!isKnown || !isList) throw new AppError('INVALID_VALUE', { field: 'access_policy' });
  return { logic, conditions: conditions.map((one) => toCondition(one, depth)) };
}

function toCondition(value: unknown, depth: number): Condition | AccessPolicy {
  if (isJsonObject(value) && Object.hasOwn(value, 'conditions')) return toPolicy(value, depth + 1);
  const { field, op, value: expected } = isJsonObject(value) ? value : {};
  const isWhole = typeof field === 'string' && field !== '' && typeof op === 'string' && Object.hasOwn(OPERATORS, op);
  if (!isWhole) throw new AppError('INVALID_VALUE', { field: 'access_policy' });
  return { field, op: op as Operator, value: expected };
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function has(actual: unknown, value: unknown): boolean {
  if (Array.isArray(actual)) return actual.some((one) => String(one) === String(value));
  return String(actual).includes(String(value));
}
