import { type FieldSpec, getFields, type Shape } from '@tollgate/contracts';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type Schema = { readonly [key: string]: unknown };

const KEPT = ['description', 'minLength', 'maxLength', 'pattern', 'format', 'enum', 'minimum', 'maximum', 'maxItems'];

/** The facts that @nestjs/swagger's ApiProperty recorded for a field. */
function getDocumentation(shape: Shape, name: string): Record<string, unknown> {
  return (Reflect.getMetadata('swagger/apiModelProperties', shape.prototype as object, name) ?? {}) as Record<
    string,
    unknown
  >;
}

/** The schemas of all shapes in a document, each once under its class name. */
export class Schemas {
  private readonly named = new Map<string, { shape: Shape; schema: Schema }>();

  /** A reference to the shape's schema. @throws Error if two shapes have the same name */
  ref(shape: Shape): Schema {
    const known = this.named.get(shape.name);
    if (known && known.shape !== shape) throw new Error(`two message shapes are called ${shape.name}: rename one`);
    if (!known) {
      this.named.set(shape.name, { shape, schema: {} });
      this.named.set(shape.name, { shape, schema: this.object(shape, getFields(shape)) });
    }
    return { $ref: `#/components/schemas/${shape.name}` };
  }

  /** An object of some fields of a shape. */
  object(shape: Shape, fields: readonly FieldSpec[]): Schema {
    const properties = Object.fromEntries(fields.map((spec) => [spec.name, this.field(shape, spec)]));
    const required = fields.filter((spec) => !spec.optional).map((spec) => spec.name);
    return { type: 'object', properties, ...(required.length ? { required } : {}) };
  }

  /** One field of a shape. */
  field(shape: Shape, spec: FieldSpec): Schema {
    const facts = getDocumentation(shape, spec.name);
    const kept = Object.fromEntries(KEPT.filter((k) => facts[k] !== undefined).map((k) => [k, facts[k]]));
    const { example } = facts;
    const schema: Schema = { ...this.kind(spec), ...kept, ...(example === undefined ? {} : { examples: [example] }) };
    if (!spec.nullable || spec.kind === 'json') return schema;
    return '$ref' in schema ? { anyOf: [schema, { type: 'null' }] } : { ...schema, type: [schema.type, 'null'] };
  }

  /** All schemas, sorted by name. */
  all(): Record<string, Schema> {
    const sorted = [...this.named].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, { schema }]) => [name, schema]));
  }

  private kind(spec: FieldSpec): Schema {
    const inner = spec.shape ? this.ref(spec.shape()) : spec.of === 'json' ? {} : { type: spec.of };
    if (spec.kind === 'list') return { type: 'array', items: inner };
    if (spec.kind === 'map') return { type: 'object', additionalProperties: inner };
    if (spec.kind === 'object') return inner;
    return spec.kind === 'json' ? {} : { type: spec.kind };
  }
}

const PLACEHOLDER = { boolean: false, list: [], object: {}, map: {}, json: {} };

/** An example of a shape, built from the examples of its fields. */
export function buildExample(shape: Shape, fields: readonly FieldSpec[] = getFields(shape)): Record<string, unknown> {
  const shown = fields.filter((spec) => !spec.optional || getDocumentation(shape, spec.name).example !== undefined);
  return Object.fromEntries(shown.map((spec) => [spec.name, exampleOfField(shape, spec)]));
}

/** An example of one field. */
export function exampleOfField(shape: Shape, spec: FieldSpec): unknown {
  const { example, enum: allowed } = getDocumentation(shape, spec.name);
  if (example !== undefined) return example;
  if (Array.isArray(allowed)) return allowed[0];
  if (spec.shape && spec.kind === 'object') return buildExample(spec.shape());
  if (spec.shape && spec.kind === 'list') return [buildExample(spec.shape())];
  if (spec.nullable) return null;
  const { minLength = 0, minimum = 0 } = getDocumentation(shape, spec.name) as { minLength?: number; minimum?: number };
  if (spec.kind === 'string') return minLength > 0 ? 'text'.padEnd(minLength, 't') : '';
  if (spec.kind === 'integer' || spec.kind === 'number') return Math.max(0, minimum);
  return PLACEHOLDER[spec.kind];
}
