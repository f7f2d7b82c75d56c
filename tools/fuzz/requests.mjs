// Requests generated from the API reference: valid ones, broken ones, and ones that no client would send.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';

export const reference = JSON.parse(readFileSync(new URL('../../apps/gateway/openapi.json', import.meta.url), 'utf8'));

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of the reference. */
export const operations = Object.entries(reference.paths).flatMap(([path, item]) =>
  VERBS.filter((verb) => item[verb]).map((verb) => ({ ...item[verb], verb: verb.toUpperCase(), path })),
);

function deref(schema = {}) {
  return schema.$ref
    ? deref(
        schema.$ref
          .slice(2)
          .split('/')
          .reduce((node, key) => node[key], reference),
      )
    : schema;
}

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\u0000b',
  '\ud800',
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '%',
  '%'.repeat(64),
  '_',
  '\\',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '${jndi:ldap://x}',
  '\r\nSet-Cookie: a=b',
  '\u202e',
  '😀'.repeat(30),
  'é',
  'e\u0301',
  '１２３',
  'true',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e3',
  '9007199254740993',
  '1'.repeat(30),
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  '张三丰',
];
const NUMBERS = [
  0,
  -0,
  -1,
  1,
  2,
  3,
  1.5,
  -1.5,
  0.1,
  1e3,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  2 ** 63,
  1e21,
];
/** @type {any[]} */
const ODD = [null, true, false, [], [[]], [1, 2], ['a'], {}, { a: 1 }, { length: 1e9 }, { toString: 'x' }, { $gt: '' }];

export const hostile = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(...ODD),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A valid value of a schema. */
function valid(schema) {
  const s = deref(schema);
  const type = Array.isArray(s.type) ? s.type[0] : s.type;
  if (s.enum) return fc.constantFrom(...s.enum);
  if (s.examples?.length && type !== 'object')
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...s.examples) }, byType(s, type));
  return byType(s, type);
}

function byType(s, type) {
  if (type === 'integer')
    return fc.integer({ min: Math.max(s.minimum ?? 0, -1000), max: Math.min(s.maximum ?? 1000, 100_000) });
  if (type === 'number') return fc.double({ min: s.minimum ?? 0, max: s.maximum ?? 1000, noNaN: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(valid(s.items), { maxLength: 3 });
  if (type === 'object' && s.properties) return record(s, valid);
  if (type === 'object')
    return fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
      maxKeys: 3,
    });
  return fc.string({ minLength: Math.min(s.minLength ?? 0, 30), maxLength: Math.min(s.maxLength ?? 20, 30) });
}

function record(s, of) {
  return fc.record(Object.fromEntries(Object.entries(s.properties).map(([name, property]) => [name, of(property)])), {
    requiredKeys: s.required ?? [],
  });
}

/** Columns that no body may set. */
const STOLEN = {
  id: 1,
  user_id: 1,
  role: 100,
  status: 1,
  quota: 1e9,
  used_quota: 0,
  aff_quota: 1e9,
  group: 'vip',
  access_token: 'x'.repeat(32),
  password_hash: 'x',
  deleted_at: null,
  inviter_id: 1,
  stripe_customer: 'x',
  email_verified: true,
};

function body(operation) {
  const content = operation.requestBody?.content ?? {};
  const schema = deref(Object.values(content)[0]?.schema);
  const good = schema.properties ? record(schema, valid) : valid(schema);
  const mixed = schema.properties ? record(schema, (property) => fc.oneof(valid(property), hostile)) : hostile;
  const greedy = good.map((value) => (typeof value === 'object' && value !== null ? { ...value, ...STOLEN } : value));
  const json = (arbitrary) => arbitrary.map((value) => JSON.stringify(value) ?? 'null');
  const raw = fc.constantFrom(
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '1',
    '{"a":1}{"b":2}',
    '{"__proto__":{"role":100}}',
    '\xff\xfe',
    '['.repeat(5000),
    '{"username":"a","username":"b"}',
    'a=1&b=2',
  );
  return fc.oneof(
    { weight: 4, arbitrary: json(good) },
    { weight: 4, arbitrary: json(mixed) },
    { weight: 2, arbitrary: json(greedy) },
    { weight: 1, arbitrary: json(hostile) },
    { weight: 1, arbitrary: raw },
  );
}

function parameter({ schema, required }) {
  const some = fc.oneof({ weight: 3, arbitrary: valid(schema) }, { weight: 2, arbitrary: hostile });
  const text = some.map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')));
  return required ? text : fc.option(text, { nil: undefined, freq: 2 });
}

/** Headers that an attacker might forge, or a client might send malformed. */
const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.constantFrom(
    { 'new-api-user': 'abc' },
    { 'new-api-user': '99999999999999999999' },
    { 'new-api-user': '1, 2' },
    { 'x-forwarded-for': '6.6.6.6, ::1' },
    { 'accept-language': '*;q=0,\u00ff' },
    { accept: 'application/problem+json' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/xml' },
    { 'idempotency-key': 'k'.repeat(300) },
    { authorization: 'Bearer ' + 'x'.repeat(43) },
    { authorization: 'Basic eDp5' },
    { cookie: 'session=%00; session=x' },
    { origin: 'https://evil.example' },
  ),
);

/** One request for one operation, with a user of one of the roles. */
export function requestFor(operation, roles) {
  const parameters = (operation.parameters ?? []).map(deref);
  const inPlace = (place) =>
    fc.record(Object.fromEntries(parameters.filter((p) => p.in === place).map((p) => [p.name, parameter(p)])));
  return fc
    .record({
      role: fc.constantFrom(...roles),
      path: inPlace('path'),
      query: inPlace('query'),
      headers,
      body: operation.requestBody || operation.verb !== 'GET' ? body(operation) : fc.constant(undefined),
    })
    .map((parts) => {
      const path = operation.path.replace(
        /\{(\w+)\}/g,
        (_, name) => encodeURIComponent(String(parts.path[name] ?? '').toWellFormed()) || '0',
      );
      const query = new URLSearchParams(
        Object.entries(/** @type {Record<string, string>} */ (parts.query))
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [name, value.toWellFormed()]),
      );
      return { ...parts, verb: operation.verb, operation, url: query.size > 0 ? `${path}?${query}` : path };
    });
}
