import { fieldsOf, type FieldSpec } from '@tollgate/contracts';
import { MESSAGES } from '../http/messages.js';
import type { RouteSpec } from '../http/route-spec.js';
import { exampleOf, exampleOfField, type Schema, type Schemas } from './schema.js';

/** The reply's fields that never reach the body: the session's secret goes into its cookie. */
function visible(route: RouteSpec): readonly FieldSpec[] {
  const fields = fieldsOf(route.contract.Response);
  return route.signsIn ? fields.filter(({ name }) => name !== 'cookie' && name !== 'cookie_max_age') : fields;
}

/** Which fields stand in `data` (one alone, some, none) and which beside it; the renderer's rules, see http/envelope.ts. */
function placed(route: RouteSpec): { alone?: FieldSpec; inside: readonly FieldSpec[]; beside: readonly FieldSpec[] } {
  const fields = visible(route);
  const beside = fields.filter(({ name }) => route.beside?.includes(name));
  const alone = fields.find(({ name }) => name === route.data);
  return { alone, inside: fields.filter((spec) => !beside.includes(spec)), beside };
}

/** The schema of a route's success. */
export function successSchema(route: RouteSpec, schemas: Schemas): Schema {
  const { Response } = route.contract;
  if (route.envelope === 'plain') return schemas.ref(Response);
  const { alone, inside, beside } = placed(route);
  const whole = inside.length === fieldsOf(Response).length;
  const data = alone
    ? schemas.field(Response, alone)
    : whole
      ? schemas.ref(Response)
      : schemas.object(Response, inside);
  const properties = {
    success: { const: true },
    message: { type: 'string' },
    ...(alone || inside.length ? { data } : {}),
    ...Object.fromEntries(beside.map((spec) => [spec.name, schemas.field(Response, spec)])),
  };
  const optional = [...(alone ? [alone] : []), ...beside].filter((spec) => spec.optional).map((spec) => spec.name);
  const loose = alone?.optional ? [...optional, 'data'] : optional;
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !loose.includes(name)) };
}

/** An example of a route's success, in Chinese as it comes by default. */
export function successExample(route: RouteSpec): unknown {
  const { Response } = route.contract;
  if (route.envelope === 'plain') return exampleOf(Response);
  const { alone, inside, beside } = placed(route);
  const message = route.envelope === 'payment' ? 'success' : route.success ? MESSAGES[route.success].zh : '';
  const data = alone ? exampleOfField(Response, alone) : exampleOf(Response, inside);
  const extra = Object.fromEntries(beside.map((spec) => [spec.name, exampleOfField(Response, spec)]));
  return { success: true, message, ...(alone || inside.length ? { data } : {}), ...extra };
}
