import 'reflect-metadata';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import { isShallow } from './depth.js';
import { objectIn } from './object-text.js';

/** A class whose instances are made without arguments; every message shape is one. */
export type Shape<T = object> = new () => T;

/** The kind of JSON value that a field holds, and the rules for reading it. */
export interface FieldSpec {
  readonly name: string;
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'object' | 'map' | 'json';
  /** May be left out; on the way in `null` then means left out. */
  readonly optional: boolean;
  /** May be null on the way out. */
  readonly nullable: boolean;
  /** An empty text counts as left out (the stock web client sends one for every field it does not use). */
  readonly emptyIsAbsent?: boolean;
  /** The shape of the field, of the list's items or of the map's values, where these are objects. */
  readonly shape?: () => Shape;
  /** The kind of a list's items or a map's values, where these are scalars. */
  readonly of?: 'string' | 'integer' | 'number' | 'boolean' | 'json';
  /** A list that never has an item. */
  readonly isEmpty?: boolean;
}

interface FieldOptions {
  optional?: boolean;
  nullable?: boolean;
  description?: string;
  example?: unknown;
}

const registry = new WeakMap<object, Map<string, FieldSpec>>();

/** The declared fields of a shape, inherited ones included, in the order of their declaration. */
export function getFields(shape: Shape): readonly FieldSpec[] {
  const known = merged.get(shape);
  if (known) return known;
  const fields = mergeFields(shape);
  merged.set(shape, fields);
  return fields;
}

/** Shapes are complete once their class is, and are read for every message. */
const merged = new WeakMap<Shape, readonly FieldSpec[]>();

function mergeFields(shape: Shape): readonly FieldSpec[] {
  const chain: object[] = [];
  for (let p: object = shape.prototype; p !== Object.prototype; p = Object.getPrototypeOf(p)) chain.unshift(p);
  const fields = new Map<string, FieldSpec>();
  for (const p of chain) for (const [name, spec] of registry.get(p) ?? []) fields.set(name, spec);
  return [...fields.values()];
}

function declare(spec: Omit<FieldSpec, 'name'>): PropertyDecorator {
  return (target, key) => {
    const own = registry.get(target) ?? new Map<string, FieldSpec>();
    own.set(String(key), { ...spec, name: String(key) });
    registry.set(target, own);
  };
}

function field(
  kind: FieldSpec['kind'],
  options: FieldOptions,
  rules: PropertyDecorator[],
  api: object,
  inner: Pick<FieldSpec, 'shape' | 'of' | 'emptyIsAbsent' | 'isEmpty'> = {},
): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  const documented = { description, example, nullable: nullable || undefined, required: !optional, ...api } as object;
  const skips = (value: unknown) => (optional && value === undefined) || (nullable && value === null);
  const skippable = optional || nullable ? [ValidateIf((_, value) => !skips(value))] : [];
  return applyDecorators(
    declare({ kind, optional, nullable, ...inner }),
    ApiProperty(documented),
    ...skippable,
    ...rules,
  );
}

/** Text PostgreSQL can store: no NUL, no lone surrogate. Length is counted in code points. */
function TextRule(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'text',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'string' || value.includes('\0') || !value.isWellFormed()) return false;
        const length = value.length > max * 2 ? value.length : [...value].length;
        return length >= min && length <= max;
      },
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property} must be text of ${min} to ${max} characters without control bytes`,
    },
  });
}

interface TextOptions extends FieldOptions {
  min?: number;
  max?: number;
  pattern?: RegExp;
  format?: string;
  oneOf?: readonly string[];
  /** Documentation only: the format of the text. The reader validates the value and reports its own error. */
  values?: readonly string[];
}

/** A text field; lengths in code points (default 0 to 255). */
export function Text(options: TextOptions = {}): PropertyDecorator {
  const { optional = false, min = 0, max = 255, pattern, format, oneOf, values } = options;
  const rules = [IsString(), TextRule(min, max)];
  if (pattern) rules.push(Matches(pattern));
  if (oneOf) rules.push(IsIn([...oneOf]));
  const api = {
    type: String,
    minLength: min || undefined,
    maxLength: max,
    pattern: pattern?.source,
    format,
    enum: oneOf ?? values,
  };
  const isEmptyUseless = min > 0 || (pattern && !pattern.test('')) || (oneOf && !oneOf.includes(''));
  return field('string', options, rules, api, { emptyIsAbsent: optional && Boolean(isEmptyUseless) });
}

/** A text field that holds a JSON object, or nothing. */
export function ObjectText(options: Pick<TextOptions, 'optional' | 'max' | 'description'> = {}): PropertyDecorator {
  const rule = ValidateBy({
    name: 'objectText',
    validator: {
      validate: (value: unknown) => value === '' || (typeof value === 'string' && objectIn(value) !== undefined),
      defaultMessage: (args?: ValidationArguments) => `${args?.property} must be empty or the text of a JSON object`,
    },
  });
  return applyDecorators(Text(options), rule);
}

/** A whole number within the range that JSON carries exactly (default the whole of it). */
export function Int(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  const api = { type: 'integer', format: 'int64', minimum: options.min, maximum: options.max };
  return field('integer', options, [IsInt(), Min(min), Max(max)], api, { emptyIsAbsent: options.optional });
}

/** A finite JSON number. Never an amount of money on the way in. */
export function Num(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const rules = [IsNumber({ allowNaN: false, allowInfinity: false })];
  if (options.min !== undefined) rules.push(Min(options.min));
  if (options.max !== undefined) rules.push(Max(options.max));
  const api = { type: Number, minimum: options.min, maximum: options.max };
  return field('number', options, rules, api, { emptyIsAbsent: options.optional });
}

export function Bool(options: FieldOptions = {}): PropertyDecorator {
  return field('boolean', options, [IsBoolean()], { type: Boolean }, { emptyIsAbsent: options.optional });
}

/** Free JSON that can be written again. */
function DepthRule(): PropertyDecorator {
  return ValidateBy({
    name: 'depth',
    validator: {
      validate: (value: unknown) => isShallow(value),
      defaultMessage: (args?: ValidationArguments) => `${args?.property} must not be nested deeper than 100 levels`,
    },
  });
}

type Scalar = 'string' | 'integer' | 'number' | 'boolean' | 'json';
const API_SCALAR = { string: String, integer: 'integer', number: Number, boolean: Boolean, json: Object } as const;

function scalarRule(of: Scalar): PropertyDecorator[] {
  const each = { each: true };
  if (of === 'string') return [IsString(each)];
  if (of === 'integer') return [IsInt(each), Min(Number.MIN_SAFE_INTEGER, each), Max(Number.MAX_SAFE_INTEGER, each)];
  if (of === 'number') return [IsNumber({}, each)];
  return of === 'boolean' ? [IsBoolean(each)] : [DepthRule()];
}

/** A list of scalars or of shapes; at most `max` items (default 1000). */
export function List(of: Scalar | (() => Shape), options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const rules = [IsArray(), ArrayMaxSize(options.max ?? 1000)];
  if (typeof of === 'string') {
    const api = { type: API_SCALAR[of], isArray: true, maxItems: options.max };
    return field('list', options, [...rules, ...scalarRule(of)], api, { of, isEmpty: options.max === 0 });
  }
  const api = { type: of, isArray: true, maxItems: options.max };
  return field('list', options, [...rules, IsObject({ each: true }), ValidateNested({ each: true })], api, {
    shape: of,
  });
}

/** One nested shape. */
export function Nested(shape: () => Shape, options: FieldOptions = {}): PropertyDecorator {
  return field('object', options, [IsObject(), ValidateNested()], { type: shape }, { shape });
}

/** A JSON object with free keys and values of one kind. */
export function MapOf(of: Scalar | (() => Shape), options: FieldOptions = {}): PropertyDecorator {
  if (typeof of === 'string') {
    const values = of === 'json' ? true : { type: of === 'integer' ? 'integer' : of };
    return field('map', options, [IsObject(), DepthRule()], { type: 'object', additionalProperties: values }, { of });
  }
  return field('map', options, [IsObject()], { type: 'object', additionalProperties: true }, { shape: of });
}

/** Any JSON value; the owner of the field checks it itself. */
export function Json(options: FieldOptions = {}): PropertyDecorator {
  return field('json', options, [DepthRule()], { type: Object });
}
