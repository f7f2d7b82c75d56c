import { getFields, type FieldSpec } from '@tollgate/contracts';
import { MESSAGES } from '../http/route/messages.js';
import type { RouteSpec } from '../http/route/route-spec.js';
import { buildExample, exampleOfField, type Schema, type Schemas } from './schema.js';

/** The fields of the reply that the body has. The session's secret is left out, because it goes into the cookie. */
function getBodyFields(route: RouteSpec): readonly FieldSpec[] {
  const fields = getFields(route.contract.Response);
  return route.signsIn ? fields.filter(({ name }) => name !== 'cookie' && name !== 'cookie_max_age') : fields;
}

/** Which fields are in `data` (one alone, several or none) and which beside it, by the rules of http/answers/envelope.ts. */
function placeFields(route: RouteSpec): {
  alone?: FieldSpec;
  inside: readonly FieldSpec[];
  beside: readonly FieldSpec[];
} {
  const fields = getBodyFields(route);
  const beside = fields.filter(({ name }) => route.beside?.includes(name));
  const alone = fields.find(({ name }) => name === route.data);
  return { alone, inside: fields.filter((spec) => !beside.includes(spec)), beside };
}

/** The fields of a login's reply if no second factor is needed and no account was bound. */
function getSessionFields(inside: readonly FieldSpec[]): FieldSpec[] {
  const fields = inside.filter(({ name }) => name !== 'require_2fa' && name !== 'bound');
  return fields.map((spec) => ({ ...spec, optional: false }));
}

/** `data` of a login: the session, or the demand for a second factor if the route can ask for one. */
function buildLoginSchema(route: RouteSpec, inside: readonly FieldSpec[], schemas: Schemas): Schema {
  const session = schemas.object(route.contract.Response, getSessionFields(inside));
  if (!route.secondFactor) return session;
  const properties = { require_2fa: { const: false, description: 'Never sent' }, ...(session.properties as object) };
  const asked = {
    type: 'object',
    properties: {
      require_2fa: { const: true, description: 'A second factor is asked for at login/2fa' },
      flow_token: { type: 'string', description: 'Names this login at login/2fa if `New-Api-User` is not sent' },
      expires_at: { type: 'integer', description: 'End of flow_token, Unix seconds' },
    },
    required: ['require_2fa'],
  };
  return { anyOf: [{ ...session, properties }, asked] };
}

function isBare({ envelope }: RouteSpec): boolean {
  return envelope === 'plain' || envelope === 'openai';
}

/** The schema of a route's success. */
export function successSchema(route: RouteSpec, schemas: Schemas): Schema {
  const { Response } = route.contract;
  if (isBare(route)) return schemas.ref(Response);
  const { alone, inside, beside } = placeFields(route);
  const whole = inside.length === getFields(Response).length;
  const dataSchema = () => {
    if (route.signsIn) return buildLoginSchema(route, inside, schemas);
    // a second contract without a file is another form of the same answer
    const others = route.file ? [] : (route.also ?? []).map((contract) => schemas.ref(contract.Response));
    if (alone && others.length > 0) return { anyOf: [schemas.field(Response, alone), ...others] };
    if (alone) return schemas.field(Response, alone);
    return whole ? schemas.ref(Response) : schemas.object(Response, inside);
  };
  const properties = {
    success: { const: true },
    message: { type: 'string' },
    ...(alone || inside.length ? { data: dataSchema() } : {}),
    ...Object.fromEntries(beside.map((spec) => [spec.name, schemas.field(Response, spec)])),
  };
  const optional = [...(alone ? [alone] : []), ...beside].filter((spec) => spec.optional).map((spec) => spec.name);
  const binds = inside.some(({ name }) => name === 'bound');
  // a reply that holds nothing is answered without data
  const mayBeEmpty = !route.signsIn && !alone && inside.length > 0 && inside.every((spec) => spec.optional);
  const loose = alone?.optional || binds || mayBeEmpty ? [...optional, 'data'] : optional;
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !loose.includes(name)) };
}

/** An example of a route's success, in Chinese, the default language. */
export function successExample(route: RouteSpec): unknown {
  const { Response } = route.contract;
  if (isBare(route)) return buildExample(Response);
  const { alone, inside, beside } = placeFields(route);
  const message = route.envelope === 'payment' ? 'success' : route.success ? MESSAGES[route.success].zh : '';
  const shown = route.signsIn ? getSessionFields(inside) : inside;
  const data = alone ? exampleOfField(Response, alone) : buildExample(Response, shown);
  const extra = Object.fromEntries(beside.map((spec) => [spec.name, exampleOfField(Response, spec)]));
  return { success: true, message, ...(alone || inside.length ? { data } : {}), ...extra };
}
