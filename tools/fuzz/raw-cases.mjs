// Byte sequences that no HTTP client should send, each with the outcome that is expected.
import { gzipSync } from 'node:zlib';

/** A sign-up request. If it is smuggled past the server's parser it creates an account, so the database shows it. */
export function smuggled(marker) {
  const body = JSON.stringify({ username: marker, password: 'correct horse battery' });
  return (
    `POST /api/user/register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Request-Id: ${marker}-smuggled\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

/** A valid request with the changes of a case. */
function request({ id }, { line = 'GET /api/status HTTP/1.1', host = 'Host: x', headers = [], body = '' } = {}) {
  return [line, ...(host ? [host] : []), `X-Request-Id: ${id}`, ...headers, '', body].join('\r\n');
}

const STATUS = 'POST /api/user/login HTTP/1.1';
const post = (context, headers, body) => request(context, { line: STATUS, headers, body });
const withHeaders =
  (...headers) =>
  (context) =>
    request(context, { headers });
const withLine = (line, more) => (context) => request(context, { line, ...more });
/** A chunked body that is followed by another request. */
const chunked =
  (chunks, header = 'Transfer-Encoding: chunked') =>
  (context) =>
    post(context, [header], chunks + smuggled(context.marker));
/** An invalid length with a body that is another request. */
const length = (value) => (context) => post(context, [`Content-Length:${value}`], smuggled(context.marker));

/** Refused with one 4xx answer, and the connection is closed, because the bytes that follow cannot be trusted. */
const refused = (name, send) => ({ name, send, answers: [[400, 413, 414, 417, 431]], end: 'closed' });
/** Answered once with one of these, and the connection stays open. */
const answered = (name, send, ...status) => ({ name, send, answers: [status], end: 'open' });
/** Answered once, and the connection is closed. */
const last = (name, send, ...status) => ({ name, send, answers: [status], end: 'closed' });
/** Not answered, because the server waits for the rest. When the client disconnects, the request had no effect. */
const waiting = (name, send, ...status) => ({ name, send, answers: status.length > 0 ? [status] : [], end: 'waits' });

const LENGTHS = {
  negative: ' -1',
  signed: ' +0',
  hexadecimal: ' 0x0',
  'with a space inside': ' 0 0',
  'with a comma': ' 0, 0',
  empty: '',
  'a fraction': ' 0.0',
  'an exponent': ' 0e1',
  'with a letter': ' 0a',
  'beyond 64 bits': ' 18446744073709551616',
  'of another script': ' \xef\xbc\x90',
  'in quotes': ' "0"',
  'with a vertical tab': ' \x0b0',
};

const lengths = [
  ...Object.entries(LENGTHS).map(([name, value]) => refused(`a length ${name}`, length(value))),
  refused('two lengths that differ', (c) => post(c, ['Content-Length: 0', 'Content-Length: 5'], smuggled(c.marker))),
  refused('two lengths alike', (c) => post(c, ['Content-Length: 2', 'Content-Length: 2'], `{}${smuggled(c.marker)}`)),
  refused('a length after chunked', (c) =>
    post(c, ['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${smuggled(c.marker)}`),
  ),
  refused('a length before chunked', (c) =>
    post(c, ['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled(c.marker)}`),
  ),
  waiting('a length longer than the body', (c) => post(c, ['Content-Length: 500'], smuggled(c.marker))),
  {
    name: 'a length shorter than the body',
    send: (c) => post(c, ['Content-Length: 2'], `{}\x00${smuggled(c.marker)}`),
    answers: [[200], [400]],
    end: 'closed',
  },
];

const ENCODINGS = [
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: chunked;q=1',
  'Transfer-Encoding: chunk',
  'Transfer-Encoding: identity',
  'Transfer-Encoding: "chunked"',
  'Transfer-Encoding:\x0bchunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding\t: chunked',
  ' Transfer-Encoding: chunked',
  'X: y\nTransfer-Encoding: chunked',
  'X: y\rTransfer-Encoding: chunked',
  'Transfer-Encoding:\r\n chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: x',
  'Transfer-Encoding: ,chunked,',
  'Transfer-Encoding\x00: chunked',
  'Transfer-Encoding: chunked\x00',
  'Transfer\xadEncoding: chunked\r\nTransfer-Encoding: x',
];

const encodings = [
  ...ENCODINGS.map((header) =>
    refused(`a length under ${JSON.stringify(header)}`, (c) =>
      post(c, ['Content-Length: 5', header], `0\r\n\r\n${smuggled(c.marker)}`),
    ),
  ),
];

const chunks = [
  answered('chunks', (c) => post(c, ['Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'), 200),
  answered('chunks in capitals', (c) => post(c, ['TRANSFER-ENCODING: CHUNKED'], '2\r\n{}\r\n0\r\n\r\n'), 200),
  answered('a chunk extension', (c) => post(c, ['Transfer-Encoding: chunked'], '2;a=b\r\n{}\r\n0\r\n\r\n'), 200),
  refused('trailers that would change the framing', (c) =>
    post(
      c,
      ['Transfer-Encoding: chunked'],
      '2\r\n{}\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\nCookie: a=b\r\n\r\n',
    ),
  ),
  refused('a chunk size beyond 64 bits', chunked('FFFFFFFFFFFFFFFFF\r\n')),
  refused('a chunk size of 2^64 + 2', chunked('10000000000000002\r\n{}\r\n0\r\n\r\n')),
  refused('a negative chunk size', chunked('-2\r\n{}\r\n0\r\n\r\n')),
  refused('a chunk size with 0x', chunked('0x2\r\n{}\r\n0\r\n\r\n')),
  refused('a chunk size that is none', chunked('zz\r\n{}\r\n0\r\n\r\n')),
  refused('a chunk size with a space before', chunked(' 2\r\n{}\r\n0\r\n\r\n')),
  refused('an empty chunk size', chunked('\r\n{}\r\n0\r\n\r\n')),
  refused('a chunk size ended by a line feed', chunked('2\n{}\r\n0\r\n\r\n')),
  refused('a chunk without its end', chunked('2\r\n{}0\r\n\r\n')),
  refused('a chunk longer than it says', chunked('1\r\n{}\r\n0\r\n\r\n')),
  refused('a chunk ended by a line feed', chunked('2\r\n{}\n0\r\n\r\n')),
  refused('a last chunk ended by a line feed', chunked('2\r\n{}\r\n0\n\n')),
  refused('a line feed in a chunk extension', chunked('2;\nx\r\n{}\r\n0\r\n\r\n')),
  refused('a carriage return in a chunk extension', chunked('2;a\rb\r\n{}\r\n0\r\n\r\n')),
  refused('a NUL in a chunk extension', chunked('2;\x00\r\n{}\r\n0\r\n\r\n')),
  refused('a chunk extension of 100 KB', chunked(`2;${'a'.repeat(100_000)}\r\n{}\r\n0\r\n\r\n`)),
  refused('a bad trailer', chunked('2\r\n{}\r\n0\r\nbad trailer\r\n\r\n')),
  refused('trailers of 100 KB', chunked(`2\r\n{}\r\n0\r\nA: ${'a'.repeat(100_000)}\r\n\r\n`)),
  waiting('chunks without an end', (c) => post(c, ['Transfer-Encoding: chunked'], '2\r\n{}\r\n')),
];

const lines = [
  refused('a bare line feed after the request line', (c) => request(c).replace('\r\n', '\n')),
  refused('bare line feeds throughout', (c) => request(c).replaceAll('\r\n', '\n')),
  refused('a bare line feed in a header', withHeaders('X: a\nY: b')),
  refused('a bare carriage return in a header', withHeaders('X: a\rY: b')),
  refused('a bare carriage return after the request line', (c) => request(c).replace('\r\n', '\r')),
  refused('a folded header', withHeaders('X: a\r\n b')),
  refused('a folded header at the start', (c) => request(c).replace('Host: x', ' Host: x')),
  refused('a space before the colon', withHeaders('X : a')),
  refused('a NUL in a header name', withHeaders('X\x00Y: a')),
  refused('a NUL in a header value', withHeaders('X: a\x00b')),
  refused('a header without a name', withHeaders(': a')),
  refused('a header without a colon', withHeaders('nonsense')),
  refused('a parenthesis in a header name', withHeaders('X(): a')),
  refused('UTF-8 in a header name', withHeaders('X\xc3\xa9: a')),
  refused('a control byte in a header value', withHeaders('X: a\x01b')),
  answered('UTF-8 in a header value', withHeaders('X: \xc3\xa9'), 200),
  answered('two spaces in the request line', withLine('GET  /api/status HTTP/1.1'), 200),
  refused('a tab in the request line', withLine('GET\t/api/status\tHTTP/1.1')),
  refused('a space before the request line', withLine(' GET /api/status HTTP/1.1')),
  refused('a target with a space', withLine('GET /api/status /x HTTP/1.1')),
  refused('no target', withLine('GET HTTP/1.1')),
  answered('empty lines before the request', (c) => `\r\n\r\n${request(c)}`, 200),
  refused('10,000 headers', withHeaders(...Array.from({ length: 10_000 }, (_, i) => `X${i}: a`))),
  answered('1,000 headers', withHeaders(...Array.from({ length: 1000 }, (_, i) => `X${i}: a`)), 200),
  refused('a header line of 1 MB', withHeaders(`X: ${'a'.repeat(2 ** 20)}`)),
  refused('a header name of 1 MB', withHeaders(`${'a'.repeat(2 ** 20)}: x`)),
  refused('a target of 1 MB', withLine(`GET /api/status?${'a'.repeat(2 ** 20)} HTTP/1.1`)),
];

const versions = [
  waiting('HTTP/0.9', () => 'GET /api/status\r\n'),
  refused('HTTP/0.9 by name', withLine('GET /api/status HTTP/0.9')),
  last('more after Connection: close', (c) => withHeaders('Connection: close')(c) + smuggled(c.marker), 200),
  last('more after an upgrade', (c) => withHeaders('Connection: Upgrade', 'Upgrade: h2c')(c) + smuggled(c.marker), 200),
  {
    ...last(
      'an upgrade, half of a request behind it, and a body that is another',
      (c) => [
        withHeaders('Connection: Upgrade', 'Upgrade: h2c')(c) + post(c, ['Content-Length: 900'], ''),
        smuggled(c.marker),
      ],
      200,
    ),
  },
  last('HTTP/1.0', withLine('GET /api/status HTTP/1.0'), 200),
  last('HTTP/1.0 without Host', withLine('GET /api/status HTTP/1.0', { host: '' }), 200),
  answered(
    'HTTP/1.0 that keeps alive',
    withLine('GET /api/status HTTP/1.0', { headers: ['Connection: keep-alive'] }),
    200,
  ),
  refused('HTTP/1.2', withLine('GET /api/status HTTP/1.2')),
  refused('HTTP/2.0', withLine('GET /api/status HTTP/2.0')),
  refused('HTTP/11', withLine('GET /api/status HTTP/11')),
  refused('a version in small letters', withLine('GET /api/status http/1.1')),
  last('RTSP', withLine('OPTIONS * RTSP/1.0'), 404),
  refused('the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00'),
  refused('a TLS hello', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  last(
    'an upgrade to h2c',
    withHeaders('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQ'),
    200,
  ),
  last(
    'an upgrade to a web socket',
    withHeaders('Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: x'),
    200,
  ),
  refused('CONNECT', withLine('CONNECT 127.0.0.1:22 HTTP/1.1')),
  answered('TRACE', withLine('TRACE /api/status HTTP/1.1', { headers: ['Cookie: session=secret'] }), 404, 400),
  answered('OPTIONS *', withLine('OPTIONS * HTTP/1.1'), 404),
  refused('an unknown verb', withLine('FROB /api/status HTTP/1.1')),
];

const NOWHERE = [
  '//evil.example/api/status',
  '/api/../api/status',
  '/%61pi/status',
  '/api/status%00',
  '/api/status%0d%0aX:y',
  '/api;a=b/status',
  '/api/status/../../status',
  '/API/status',
  '/api/status%ff',
  'http://evil.example/api/status',
  'http://x/api/status',
];
const targets = [
  ...NOWHERE.map((path) => answered(`the target ${path}`, withLine(`GET ${path} HTTP/1.1`), 404)),
  refused('a target of backslashes', withLine('GET \\api\\status HTTP/1.1')),
  refused('bytes that are no UTF-8 in the path', withLine('GET /api/\xff\xfe HTTP/1.1')),
  refused('a NUL in the path', withLine('GET /api/\x00 HTTP/1.1')),
  refused('no Host', withLine('GET /api/status HTTP/1.1', { host: '' })),
  refused('two Hosts', withHeaders('Host: evil.example')),
  refused('two Hosts alike', withHeaders('Host: x')),
  refused('a Host with a space', withLine('GET /api/status HTTP/1.1', { host: 'Host: a b' })),
  refused('a Host with a path', withLine('GET /api/status HTTP/1.1', { host: 'Host: x/y' })),
  refused('a list of Hosts', withLine('GET /api/status HTTP/1.1', { host: 'Host: a, b' })),
  refused('a Host with a name in it', withLine('GET /api/status HTTP/1.1', { host: 'Host: a@b' })),
];

/** A sign-up that another site sent, or seems to have sent. It is refused before it has an effect. */
const foreign =
  (...headers) =>
  (context) =>
    smuggled(context.marker).replace(
      /X-Request-Id: .*?\r\n/,
      `X-Request-Id: ${context.id}\r\n${headers.join('\r\n')}\r\n`,
    );
const origins = [
  answered('a foreign Origin', foreign('Origin: https://evil.example'), 403),
  answered('the Origin null', foreign('Origin: null'), 403),
  answered('two Origins, one of them ours', foreign('Origin: http://x', 'Origin: https://evil.example'), 403),
  answered('an Origin that is ours with a name in it', foreign('Origin: http://x@evil.example'), 403),
  answered('an Origin that is no address', foreign('Origin: x'), 403),
  answered('another site, says the browser', foreign('Sec-Fetch-Site: cross-site', 'Origin: http://x'), 403),
];

const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20)).toString('latin1');
const json =
  (body, ...headers) =>
  (context) =>
    post(context, [`Content-Length: ${body.length}`, ...headers], body);
const bodies = [
  answered('a body that is no UTF-8', json('{"username":"\xff\xfe"}'), 200, 400),
  answered('a body of NULs', json('\x00'.repeat(1000)), 200, 400),
  answered('JSON 5,000 levels deep', json('['.repeat(5000) + ']'.repeat(5000)), 200, 400),
  answered('a gzip bomb', json(bomb, 'Content-Encoding: gzip'), 200, 400, 415),
  answered('a body that says it is compressed', json('{}', 'Content-Encoding: br'), 200, 400, 415),
  answered('prototype keys', json('{"__proto__":{"role":100},"constructor":{"prototype":{"role":100}}}'), 200, 400),
  answered('a GET with a body', (c) => request(c, { headers: ['Content-Length: 2'], body: '{}' }), 200, 400),
  last('a body of 10 MB', (c) => post(c, ['Content-Length: 10485760'], ' '.repeat(10_485_760)), 413),
  last('a body that says 10 TB', (c) => post(c, ['Content-Length: 10995116277760'], ' '.repeat(1000)), 413),
  last(
    '10 MB in chunks',
    (c) => post(c, ['Transfer-Encoding: chunked'], `100000\r\n${' '.repeat(2 ** 20)}\r\n`.repeat(10)),
    413,
  ),
  { ...answered('Expect: 100-continue', json('{}', 'Expect: 100-continue'), 200), interim: true },
  {
    ...waiting('Expect: 100-continue without the body', (c) =>
      post(c, ['Content-Length: 2', 'Expect: 100-continue'], ''),
    ),
    interim: true,
  },
  answered('another Expect', json('{}', 'Expect: 200-ok'), 417),
  answered(
    '200 ranges',
    withLine('GET /openapi.json HTTP/1.1', {
      headers: [`Range: bytes=${Array.from({ length: 200 }, (_, i) => `${i}-${i + 1}`).join(',')}`],
    }),
    200,
  ),
  answered(
    'ranges that overlap',
    withLine('GET /docs/swagger-ui-bundle.js HTTP/1.1', { headers: ['Range: bytes=0-,0-,0-'] }),
    200,
    206,
    416,
  ),
];

const endings = [
  { name: 'a half-close after the request', send: (c) => request(c), answers: [], optional: [200], end: 'half' },
  {
    name: 'a half-close within the headers',
    send: (c) => request(c).slice(0, -20),
    answers: [],
    optional: [400],
    end: 'half',
  },
  {
    name: 'a half-close within the body',
    send: (c) => post(c, ['Content-Length: 900'], smuggled(c.marker)),
    answers: [],
    optional: [400],
    end: 'half',
  },
  { name: 'a reset after the request', send: (c) => request(c), answers: [], end: 'reset' },
  {
    name: 'a reset within the body',
    send: (c) => post(c, ['Content-Length: 900'], smuggled(c.marker)),
    answers: [],
    end: 'reset',
  },
  { name: 'a connection and nothing more', send: () => '', answers: [], end: 'reset' },
];

const many = (n) => (c) =>
  Array.from({ length: n }, (_, i) =>
    request({ id: `${c.id}.${i}` }, i % 3 === 0 ? { line: 'GET /api/nowhere HTTP/1.1' } : {}),
  ).join('');
const repeated = (n) => Array.from({ length: n }, (_, i) => (i % 3 === 0 ? [404] : [200]));
const pipelines = [
  { name: '100 requests in one segment', send: many(100), answers: repeated(100), end: 'open' },
  {
    name: '50 requests, a poisoned one, and more',
    send: (c) => `${many(50)(c)}GET /api/status HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n${smuggled(c.marker)}`,
    answers: [...repeated(50), [400]],
    end: 'closed',
  },
  {
    name: '20 requests and a poisoned body',
    send: (c) => many(20)(c) + chunked('zz\r\n')(c),
    answers: [...repeated(20), [400]],
    end: 'closed',
  },
];

export const CASES = [
  ...lengths,
  ...encodings,
  ...chunks,
  ...lines,
  ...versions,
  ...targets,
  ...origins,
  ...bodies,
  ...endings,
  ...pipelines,
];
