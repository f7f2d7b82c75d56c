// Messages that the gateway would never send, for every subject.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { getFields } from '@tollgate/contracts';
import { filesUnder } from '../checks/product.mjs';
import { hostile } from './requests.mjs';

const modules = await Promise.all(filesUnder('libs/contracts/dist', '.contract.js').map((file) => import(file)));
/** Every message contract. */
export const CONTRACTS = modules
  .flatMap((exports) => Object.values(exports))
  .flatMap((value) => [value, ...(typeof value === 'object' && value ? Object.values(value) : [])])
  .filter((value) => typeof value?.subject === 'string' && typeof value.Request === 'function');

export const EVENTS = ['evt.gateway.limits.counted', 'evt.gateway.word.said', 'evt.gateway.session.revoked'];

const GOOD = {
  string: fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom('default', 'password123', 'a@example.com'),
  ),
  integer: fc.integer({ min: 0, max: 1000 }),
  number: fc.double({ min: 0, max: 1000, noNaN: true }),
  boolean: fc.boolean(),
  json: fc.jsonValue({ maxDepth: 3 }),
};

function valueOf(spec) {
  if (spec.kind === 'list') return fc.array(spec.shape ? bodyOf(spec.shape()) : GOOD[spec.of], { maxLength: 3 });
  if (spec.kind === 'map') return fc.dictionary(fc.string({ maxLength: 8 }), GOOD[spec.of ?? 'json'], { maxKeys: 3 });
  return spec.kind === 'object' ? bodyOf(spec.shape()) : GOOD[spec.kind];
}

/** A body of a contract. Each field holds a hostile value in one case of three. */
function bodyOf(shape) {
  const fields = getFields(shape).map((spec) => [spec.name, fc.oneof(valueOf(spec), valueOf(spec), hostile)]);
  return fc.record(Object.fromEntries(fields), { requiredKeys: fields.map(([name]) => name) });
}

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
const GARBAGE = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '1',
  '1e999',
  '{"a":1}{"b":2}',
  '\0',
  '\ufeff{}',
  '{"__proto__":{"operation":1}}',
  deep,
  'x'.repeat(900_000),
];
const FORGED = { identity: { userId: 1, role: 100 }, userId: 1, role: 100, trusted: true };
const NOT_TEXT = [undefined, null, 1, true, [], {}, ['a']];
const BAD_TEXT = ['\0', 'a\0b', '\ud800', 'x'.repeat(5000), '\r\nX-Deadline: 1'];
const anything = fc.constantFrom(...NOT_TEXT, ...BAD_TEXT);
const CALLER_FIELDS = ['ip', 'userAgent', 'requestId', 'idempotencyKey', 'browser', 'credential', 'traceparent'];
const DEADLINES = [
  '',
  'abc',
  'NaN',
  'Infinity',
  '-1',
  '0',
  '1.5',
  '1e400',
  '0x1fffffffffff',
  '9007199254740993',
  '99999999999999999999',
  '\u0661',
];

/** Which part of the message is broken. That decides whether it must be refused, or answered as its contract defines. */
const breakage = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'body' }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('caller'), field: fc.constantFrom(...CALLER_FIELDS), value: anything }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('credential'),
      field: fc.constantFrom('session', 'bearer', 'userId'),
      value: fc.oneof(anything, fc.constantFrom(2 ** 53, -1, 1.5, 1e300, '1')),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('garbage'), payload: fc.constantFrom(...GARBAGE) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bytes'), at: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('without'), field: fc.constantFrom('operation', 'caller') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('operation'),
      value: fc.oneof(anything, fc.constantFrom('', 'x', randomUUID().toUpperCase())),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deadline'),
      value: fc.option(fc.constantFrom(...DEADLINES), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late'), value: fc.constantFrom(-1e12, -60_000, -1, 0, 20) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'never ends' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deep'),
      depth: fc.constantFrom(101, 3000, 10_000),
      of: fc.constantFrom('[', '{'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'twice' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('no inbox'),
      reply: fc.constantFrom(
        undefined,
        'evt.gateway.word.said',
        'evt.admin.options.updated',
        'rpc.auth.session.login',
        'x',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'unknown subject' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('event'), subject: fc.constantFrom(...EVENTS) }) },
);
/** The kinds that must be refused on every subject. */
const REFUSED = new Set(['garbage', 'bytes', 'without', 'operation', 'deadline', 'late']);

/** One broken message for one contract, sent with the credential of one role. */
export function messageFor(contract, roles) {
  return fc
    .record({ role: fc.constantFrom(...roles), body: bodyOf(contract.Request), broken: breakage })
    .map(({ role, body, broken }) => ({
      contract,
      role,
      broken,
      isRefused: REFUSED.has(broken.kind),
      encode: (credential) => encode(contract, body, broken, credential),
    }));
}

/** The fields of a body that accept any JSON. If there are none, the name of an unknown field. */
function freeFields(contract) {
  const free = getFields(contract.Request).filter(({ kind, of }) => kind === 'json' || of === 'json');
  return free.length > 0 ? free.map(({ name }) => name) : ['unknown'];
}

/** A placeholder for deeply nested JSON, because no serializer writes it. */
const MARK = '(deep)';

function nested({ depth, of }) {
  const [open, close] = of === '[' ? ['[', ']'] : ['{"a":', '}'];
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

function encode(contract, body, broken, credential) {
  const caller = { ip: '127.0.0.1', userAgent: 'fuzz', requestId: 'fuzz', locale: 'en', credential, ...FORGED };
  const message = { operation: randomUUID(), caller, body, ...FORGED };
  let deadline = String(Date.now() + 15_000);
  if (broken.kind === 'caller') caller[broken.field] = broken.value;
  if (broken.kind === 'credential') caller.credential = { ...credential, [broken.field]: broken.value };
  if (broken.kind === 'without') message[broken.field] = undefined;
  if (broken.kind === 'operation') message.operation = broken.value;
  if (broken.kind === 'deadline') deadline = broken.value;
  if (broken.kind === 'late') deadline = String(Date.now() + broken.value);
  if (broken.kind === 'never ends') deadline = String(Number.MAX_SAFE_INTEGER);
  const isDeep = broken.kind === 'deep' && typeof body === 'object' && body !== null;
  if (isDeep) for (const name of freeFields(contract)) message.body = { ...message.body, [name]: MARK };
  const isRaw =
    broken.kind === 'garbage' || (broken.kind === 'event' && typeof body === 'object' && Math.random() < 0.5);
  const text = isRaw ? (broken.payload ?? '{') : JSON.stringify(broken.kind === 'event' ? body : message);
  const payload = Buffer.from(isDeep ? text.replaceAll(`"${MARK}"`, nested(broken)) : text);
  // a byte that is invalid in UTF-8, within the first hundred
  if (broken.kind === 'bytes') payload[Math.min(broken.at, payload.length - 1)] = 0xff;
  const subject =
    { 'unknown subject': `${contract.subject}ed`, event: broken.subject }[broken.kind] ?? contract.subject;
  return { subject, payload, deadline };
}
