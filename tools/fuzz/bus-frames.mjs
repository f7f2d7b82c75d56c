// Frames that no client library would send to the broker, each with the outcomes that are allowed.
import { hpub, pub } from './nats-wire.mjs';

/** The broker's own limit, in bytes of header and payload. */
const MAX_PAYLOAD = 1024 * 1024;

const head = ({ deadline }, ...lines) =>
  ['NATS/1.0', `X-Deadline: ${deadline}`, 'X-Request-Id: fuzz', ...lines, '', ''].join('\r\n');
const latin1 = (text) => Buffer.from(text, 'latin1');

/** Carried out, because the message is valid although it is unusual. */
const done = (name, bytes) => ({ name, bytes, may: ['done'] });
/** Answered by the error table, and not carried out. */
const refused = (name, bytes) => ({ name, bytes, may: ['refused'] });
/** Some parsers accept the message and others do not, so it may be carried out or refused. It is always answered. */
const answered = (name, bytes) => ({ name, bytes, may: ['done', 'refused'] });
/** Neither answered nor carried out, because there is no valid reply subject or the broker has no subscriber for it. */
const hushed = (name, bytes) => ({ name, bytes, may: ['silence', 'nobody', 'cut'] });
/** The broker ends the sender's connection, or complains. */
const cut = (name, bytes) => ({ name, bytes, may: ['cut'] });
/** The reply goes to another inbox, so this client cannot observe whether the message was carried out. */
const elsewhere = (name, bytes) => ({ name, bytes, may: ['silence'], mayBeDone: true });

/** A message with another header block. */
const headed = (of) => (c) => hpub(c.subject, c.reply, of(c), c.payload);
const lines =
  (...more) =>
  (c) =>
    hpub(c.subject, c.reply, head(c, ...more), c.payload);
/** A message with another payload. */
const carrying = (of) => (c) => hpub(c.subject, c.reply, head(c), of(c));
/** A message to another subject. */
const to = (subject) => (c) => hpub(subject, c.reply, head(c), c.payload);
/** A message with another reply subject. */
const answering = (reply) => (c) => hpub(c.subject, reply, head(c), c.payload);

const sizes = [
  refused('as large as the broker takes', (c) => {
    const first = head(c);
    return hpub(c.subject, c.reply, first, c.payload.padEnd(MAX_PAYLOAD - first.length));
  }),
  cut('a byte larger than the broker takes', (c) => {
    const first = head(c);
    return hpub(c.subject, c.reply, first, c.payload.padEnd(MAX_PAYLOAD - first.length + 1));
  }),
  cut('a length of 100 MB', (c) => pub(c.subject, c.reply, c.payload, 100_000_000)),
  cut('a length beyond 64 bits', (c) => pub(c.subject, c.reply, c.payload, '99999999999999999999')),
  cut('a negative length', (c) => pub(c.subject, c.reply, c.payload, -1)),
  cut('a length that is no number', (c) => pub(c.subject, c.reply, c.payload, '0x10')),
  cut('a length shorter than the payload', (c) => pub(c.subject, c.reply, c.payload, 10)),
  refused('nothing', (c) => pub(c.subject, c.reply, '')),
  refused('nothing but headers', (c) => hpub(c.subject, c.reply, head(c), '')),
  refused('no headers', (c) => pub(c.subject, c.reply, c.payload)),
  cut('no such verb', (c) => `XPUB ${c.subject} ${c.reply} 0\r\n\r\n`),
];

/** A message that declares another header length than it has. */
const measured = (header) => (c) => {
  const first = head(c);
  return hpub(c.subject, c.reply, first, c.payload, { header: header(first.length, c.payload.length) });
};

const framing = [
  cut(
    'a header longer than all',
    measured((first, rest) => first + rest + 1),
  ),
  cut(
    'a negative header length',
    measured(() => -1),
  ),
  refused(
    'a header of no length',
    measured(() => 0),
  ),
  refused(
    'a header cut in the middle',
    measured(() => 20),
  ),
  refused(
    'a header that runs into the payload',
    measured((first) => first + 10),
  ),
  refused(
    'a header that is all there is',
    measured((first, rest) => first + rest),
  ),
];

const headers = [
  done('a proper message', lines()),
  refused(
    'no line of the version',
    headed((c) => `X-Deadline: ${c.deadline}\r\n\r\n`),
  ),
  answered(
    'another version',
    headed((c) => head(c).replace('NATS/1.0', 'NATS/9.9')),
  ),
  answered(
    'the version of HTTP',
    headed((c) => head(c).replace('NATS/1.0', 'HTTP/1.1 200 OK')),
  ),
  answered(
    'the status of nobody listening',
    headed((c) => head(c).replace('NATS/1.0', 'NATS/1.0 503')),
  ),
  answered(
    'a status that is none',
    headed((c) => head(c).replace('NATS/1.0', `NATS/1.0 ${'9'.repeat(400)} x`)),
  ),
  answered(
    'no end',
    headed((c) => `NATS/1.0\r\nX-Deadline: ${c.deadline}`),
  ),
  refused(
    'bare line feeds',
    headed((c) => head(c).replaceAll('\r\n', '\n')),
  ),
  refused(
    'garbage',
    headed(() => latin1('\xff\xfe\x00\x01garbage\r\n\r\n')),
  ),
  refused(
    'a deadline in small letters',
    headed((c) => head(c).replace('X-Deadline', 'x-deadline')),
  ),
  answered('a deadline twice', lines('X-Deadline: 1')),
  refused(
    'a deadline over, and one that is not',
    headed((c) => `NATS/1.0\r\nX-Deadline: 1\r\nX-Deadline: ${c.deadline}\r\n\r\n`),
  ),
  refused(
    'a deadline with bytes of another script',
    headed(() => 'NATS/1.0\r\nX-Deadline: １７００００００００００００\r\n\r\n'),
  ),
  refused('a key with a space', lines('X Y: z')),
  refused('a key with a NUL', lines('X\0: z')),
  refused('a key with a tab', lines('X\t: z')),
  refused(
    'a key of eight bits',
    headed((c) => latin1(head(c, 'X\xff: z'))),
  ),
  refused('a key of another script', lines('密钥: z')),
  answered('no key', lines(': z')),
  answered('no colon', lines('garbage')),
  refused('a folded line', lines('X: y', ' folded: z')),
  refused('a line feed in a value', lines('X: y\nX-Deadline: 1')),
  refused('a carriage return in a value', lines('X: y\rX-Deadline: 1')),
  answered('a NUL in a value', lines('X: a\0b')),
  answered(
    'eight bits in a value',
    headed((c) => latin1(head(c, 'X: \xff\xfe'))),
  ),
  answered(
    'a request id with a NUL',
    headed((c) => head(c).replace(': fuzz', ': a\0b')),
  ),
  refused(
    'a request id of 3,000 letters',
    headed((c) => head(c).replace(': fuzz', `: ${'x'.repeat(3000)}`)),
  ),
  refused('a key of 4 KB', lines(`${'X'.repeat(4096)}: y`)),
  refused('a key of a megabyte', lines(`${'X'.repeat(1_000_000)}: y`)),
  refused('a value of a megabyte', lines(`X: ${'y'.repeat(1_000_000)}`)),
  refused('3,000 headers', lines(...Array.from({ length: 3000 }, (_, i) => `X${i}: y`))),
  refused('100,000 headers', lines(...Array.from({ length: 100_000 }, (_, i) => `${i}:`))),
  refused('100,000 headers alike', lines(...Array.from({ length: 100_000 }, () => 'a:'))),
  done('what the broker keeps for itself', lines('Nats-Msg-Id: x', 'Nats-Request-Info: {', 'Nats-Service-Error: x')),
  answered('a trace that is none', lines('traceparent: 00-\0-x')),
  answered('prototype keys', lines('__proto__: x', 'constructor: y')),
];

const subjects = [
  cut('no subject', (c) => `PUB  ${c.payload.length}\r\n${c.payload}\r\n`),
  cut('a subject of 5 KB', to(`rpc.auth.${'x'.repeat(5000)}`)),
  hushed('a subject of 3 KB', to(`rpc.auth.${'x'.repeat(3000)}`)),
  hushed('a subject of 1,000 words', to(`rpc.${'a.'.repeat(1000)}a`)),
  ...['rpc.*.sign_up.register', 'rpc.auth.>', 'rpc.>', '>', '*', 'rpc.auth.*.*'].map((subject) =>
    hushed(`the subject ${subject}`, to(subject)),
  ),
  ...['rpc..register', '.rpc', 'rpc.', '.', 'rpc.auth.sign_up.register.', 'RPC.auth.sign_up.register'].map((subject) =>
    hushed(`the subject ${subject}`, to(subject)),
  ),
  hushed('a subject with a NUL', to('rpc.auth.sign_up.register\0')),
  hushed('a subject of eight bits', to('rpc.auth.sign_up.\xff\xfe')),
  ...['$SYS.REQ.SERVER.PING', '$JS.API.INFO', '_INBOX_auth.x', 'evt.auth.session.ended'].map((subject) =>
    hushed(`the subject ${subject}`, to(subject)),
  ),
];

const replies = [
  ...['>', '*', '_INBOX_gateway.>', '_INBOX_gateway.*', '_INBOX_gateway.x.>', '_INBOX_gateway..x', '_INBOX_gateway.'],
  ...['$SYS.REQ.SERVER.PING', 'rpc.auth.sign_up.register', 'rpc.billing.usage.charge', 'evt.auth.session.ended'],
  ...['_INBOXES', '_INBOX', '_INBOX_gateway', '_INBOX_gateway.x\0', '_INBOX_gateway.\xff\xfe', 'x', '\x7f'],
].map((reply) => hushed(`the answer to ${JSON.stringify(reply)}`, answering(reply)));

const places = [
  hushed('the answer to 1 KB', answering(`_INBOX_gateway.${'x'.repeat(1000)}`)),
  cut('the answer to 5 KB', answering(`_INBOX_gateway.${'x'.repeat(5000)}`)),
  cut('the answer to two places', answering('_INBOX_gateway.a _INBOX_gateway.b')),
  elsewhere("the answer to another service's inbox", answering('_INBOX_billing.x.y')),
  elsewhere('the answer to nobody', answering('_INBOX_gateway.x.y')),
];

/** The message with a member that no serializer writes. */
const holding = (text) => carrying((c) => c.payload.replace(/^\{/, `{${text},`));
/** The message with such a member in its body. */
const inside = (text) => carrying((c) => c.payload.replace('"body":{', `"body":{${text},`));
const deep = (depth, of = '[') => (of === '[' ? '['.repeat(depth) + ']'.repeat(depth) : nested(depth));
const nested = (depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
const LONG = 'x'.repeat(900_000);

const payloads = [
  answered(
    'a byte order mark',
    carrying((c) => `\ufeff${c.payload}`),
  ),
  refused(
    'UTF-16',
    carrying((c) => Buffer.from(c.payload, 'utf16le')),
  ),
  refused(
    'a NUL behind it',
    carrying((c) => `${c.payload}\0`),
  ),
  refused(
    'NULs before it',
    carrying((c) => `${'\0'.repeat(1000)}${c.payload}`),
  ),
  refused(
    'two messages',
    carrying((c) => c.payload + c.payload),
  ),
  refused(
    'the last byte missing',
    carrying((c) => c.payload.slice(0, -1)),
  ),
  refused(
    'a surrogate in UTF-8',
    carrying((c) => Buffer.concat([latin1('{"x":"\xed\xa0\x80",'), Buffer.from(c.payload.slice(1))])),
  ),
  answered('a lone surrogate beside', holding('"x":"\\ud800"')),
  refused(
    'a lone surrogate inside',
    carrying((c) => c.payload.replace('"userAgent":"', '"userAgent":"\\ud800')),
  ),
  refused(
    'a NUL inside',
    carrying((c) => c.payload.replace('"userAgent":"', '"userAgent":"\\u0000')),
  ),
  done('a key twice', holding('"operation":"x","body":null')),
  refused('a key twice, the last one wrong', (c) => carrying(() => `${c.payload.slice(0, -1)},"operation":"x"}`)(c)),
  answered('prototype keys', holding('"__proto__":{"body":1},"constructor":{"prototype":1}')),
  refused(
    'a message in the prototype',
    carrying((c) => `{"__proto__":${c.payload}}`),
  ),
  answered('a prototype in the body', inside('"__proto__":{"username":1},"constructor":{"prototype":1}')),
  answered('huge numbers', holding('"n":1e400,"m":-1e400,"l":12345678901234567890123456789012345678901234567890')),
  answered('a number of 900,000 digits', holding(`"n":${'9'.repeat(900_000)}`)),
  answered('huge numbers in the body', inside('"inviter_id":1e400,"aff_code":1e400')),
  answered('a text of 900,000 letters', holding(`"x":"${LONG}"`)),
  refused('a text of 900,000 letters in the body', inside(`"email":"${LONG}"`)),
  answered('a key of 900,000 letters', holding(`"${LONG}":1`)),
  answered('10,000 keys in the body', inside(Array.from({ length: 10_000 }, (_, i) => `"k${i}":${i}`).join())),
  ...[10_000, 200_000].flatMap((depth) => [
    answered(`${depth} lists beside`, holding(`"x":${deep(depth)}`)),
    answered(`${depth} lists in the body`, inside(`"email":${deep(depth)}`)),
    answered(
      `${depth} lists in the caller`,
      carrying((c) => c.payload.replace('"caller":{', `"caller":{"credential":${deep(depth)},`)),
    ),
    refused(
      `${depth} lists for a body`,
      carrying((c) => c.payload.replace(/"body":\{.*\}\}$/, `"body":${deep(depth)}}`)),
    ),
  ]),
  answered('10,000 objects in the body', inside(`"email":${deep(10_000, '{')}`)),
];

/** Every kind of frame. */
export const FRAMES = [...sizes, ...framing, ...headers, ...subjects, ...replies, ...places, ...payloads];
