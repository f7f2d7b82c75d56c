import { validateSync, type ValidationError } from 'class-validator';
import { isShallow } from './depth.js';
import { AppError } from './errors/app-error.js';
import { isJsonObject, type JsonObject } from './json-object.js';
import { getFields, type FieldSpec, type Shape } from './fields.js';

/**
 * Reads untrusted JSON as a shape: copies the declared fields only (nothing else can reach the service, prototype keys
 * included), takes null on an optional field for absent, and checks every value.
 * @throws AppError naming the first wrong field: INVALID_PARAMETER where it is missing or of another type, INVALID_VALUE where
 * it is out of range
 */
export function accept<T extends object>(shape: Shape<T>, input: unknown): T {
  if (!isJsonObject(input)) throw new AppError('INVALID_PARAMETER', { field: 'body' });
  const instance = copy(shape, input, true);
  if (getFields(shape).length === 0) return instance;
  const [problem] = validateSync(instance, { forbidUnknownValues: false, stopAtFirstError: false });
  if (problem)
    throw new AppError(isWrongType(problem) ? 'INVALID_PARAMETER' : 'INVALID_VALUE', { field: buildPath(problem) });
  return instance;
}

/** Cuts a reply down to its declared fields, so that no column can leak by accident. Missing optional fields stay missing. */
export function project<T extends object>(shape: Shape<T>, value: T): T {
  return copy(shape, value as JsonObject, false);
}

/**
 * Reads a reply of another process: the declared fields, each of its kind. The ranges of its values are not checked here,
 * because the answering service has checked them. Undefined where it is no such reply.
 */
export function receive<T extends object>(shape: Shape<T>, value: unknown): T | undefined {
  return isOfShape(shape, value) ? project(shape, value as T) : undefined;
}

function isOfShape(shape: Shape, value: unknown): boolean {
  return isJsonObject(value) && getFields(shape).every((spec) => fits(spec, getOwn(value, spec.name)));
}

function fits(spec: FieldSpec, value: unknown): boolean {
  const { kind, shape, of = 'json' } = spec;
  if (kind === 'json') return isShallow(value);
  if (value === undefined) return spec.optional;
  if (value === null) return spec.optional || spec.nullable;
  if (kind === 'map') return isJsonObject(value) && isShallow(value);
  if (kind === 'list') {
    if (spec.isEmpty) return Array.isArray(value) && value.length === 0;
    return Array.isArray(value) && value.every((each) => (shape ? isOfShape(shape(), each) : KINDS[of](each)));
  }
  return kind === 'object' ? Boolean(shape && isOfShape(shape(), value)) : KINDS[kind](value);
}

const KINDS = {
  string: (value: unknown) => typeof value === 'string' && value.isWellFormed(),
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: (value: unknown) => typeof value === 'boolean',
  json: (value: unknown) => isShallow(value),
} as const;

/** The problems of a reply against its shape, as `field: rule` lines; used outside production. */
export function breaches(shape: Shape, reply: object): string[] {
  return validateSync(copy(shape, reply as JsonObject, true), { forbidUnknownValues: false })
    .filter((e) => !(e.value === null && getFields(shape).find((f) => f.name === e.property)?.nullable))
    .map((e) => `${buildPath(e)}: ${Object.keys(leaf(e).constraints ?? {}).join(',')}`);
}

function copy<T extends object>(shape: Shape<T>, from: JsonObject, inward: boolean): T {
  const to = new shape() as T & JsonObject;
  for (const spec of getFields(shape)) {
    const value = getOwn(from, spec.name);
    const empty = value === null ? spec.optional : value === '' && spec.emptyIsAbsent;
    if (value === undefined || (inward && empty)) continue;
    (to as JsonObject)[spec.name] = copyValue(spec, value, inward);
  }
  return to;
}

function getOwn(from: JsonObject, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

function copyValue(spec: FieldSpec, value: unknown, inward: boolean): unknown {
  if (!spec.shape) return value;
  const shape = spec.shape();
  if (spec.kind === 'list' && Array.isArray(value))
    return value.map((v) => (isJsonObject(v) ? copy(shape, v, inward) : v));
  if (spec.kind === 'object' && isJsonObject(value)) return copy(shape, value, inward);
  if (spec.kind === 'map' && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, isJsonObject(v) ? copy(shape, v, inward) : v]));
  }
  return value;
}

const TYPE_RULES = ['isString', 'isInt', 'isNumber', 'isBoolean', 'isArray', 'isObject', 'nestedValidation'];

function isWrongType(problem: ValidationError): boolean {
  return Object.keys(leaf(problem).constraints ?? {}).some((rule) => TYPE_RULES.includes(rule));
}

function leaf(error: ValidationError): ValidationError {
  return error.children?.[0] ? leaf(error.children[0]) : error;
}

function buildPath(error: ValidationError): string {
  const child = error.children?.[0];
  return child ? `${error.property}.${buildPath(child)}` : error.property;
}
