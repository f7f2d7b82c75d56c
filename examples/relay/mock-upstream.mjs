/**
 * An OpenAI-compatible upstream that answers with words it makes up. It reports what it served: `GET /usage/<id>` of one request, by
 * the X-Request-Id that the relay sent, and `GET /served` of all.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const WORD_MS = 5;
const PROMPT_TOKENS = 10;
const MAX_WORDS = 2000;

/** @typedef {{ prompt_tokens: number, completion_tokens: number, done: boolean }} Served */

/** @param {number} port 0 picks a free one */
export async function startMockUpstream(port = 0) {
  /** @type {Map<string, Served>} */
  const served = new Map();
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    if (method === 'GET' && url === '/served') return void sendJson(response, 200, Object.fromEntries(served));
    if (method === 'GET' && url.startsWith('/usage/')) return void sendUsage(response, served.get(url.slice(7)));
    complete(request, response, served).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  return { url, served, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {object} body */
function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** While a request is served its usage is not final. @param {import('node:http').ServerResponse} response @param {Served} [usage] */
function sendUsage(response, usage) {
  if (usage) sendJson(response, usage.done ? 200 : 409, usage);
  else sendJson(response, 404, { error: { message: 'there is no such request' } });
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {Map<string, Served>} served
 */
async function complete(request, response, served) {
  let text = '';
  for await (const part of request) text += part;
  const body = JSON.parse(text);
  if (body.model === 'broken') return sendJson(response, 500, { error: { message: 'secret of the upstream' } });
  const words = Math.min(Number(body.max_tokens ?? 20), MAX_WORDS);
  const usage = { prompt_tokens: PROMPT_TOKENS, completion_tokens: 0, done: false };
  served.set(String(request.headers['x-request-id'] ?? served.size), usage);
  if (!body.stream) {
    Object.assign(usage, { completion_tokens: words, done: true });
    const message = { role: 'assistant', content: 'word '.repeat(words) };
    return sendJson(response, 200, { id: 'mock', choices: [{ index: 0, message }], usage: report(usage) });
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  try {
    for (; usage.completion_tokens < words && !response.destroyed; usage.completion_tokens += 1) {
      const event = { id: 'mock', choices: [{ index: 0, delta: { content: 'word ' } }] };
      const isFull = !response.write(`data: ${JSON.stringify(event)}\n\n`);
      if (isFull && !response.destroyed) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      await sleep(WORD_MS);
    }
  } finally {
    usage.done = true;
  }
  if (body.stream_options?.include_usage)
    response.write(`data: ${JSON.stringify({ id: 'mock', choices: [], usage: report(usage) })}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** @param {Served} usage */
function report({ prompt_tokens, completion_tokens }) {
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startMockUpstream(Number(process.env.PORT ?? 3200));
  console.log(`mock upstream listens on ${url}`);
}
