/** An OpenAI-compatible upstream that answers with words it makes up; it counts what it served. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const WORD_MS = 5;

/** @param {number} port 0 picks a free one */
export async function startMockUpstream(port = 0) {
  const served = { requests: 0, completionTokens: 0 };
  const server = createServer((request, response) => void answer(request, response, served));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  return { url, served, close: () => new Promise((resolve) => server.close(resolve)) };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {{ requests: number, completionTokens: number }} served
 */
async function answer(request, response, served) {
  let text = '';
  for await (const part of request) text += part;
  const body = JSON.parse(text);
  if (body.model === 'broken')
    return void response.writeHead(500).end('{"error":{"message":"secret of the upstream"}}');
  const words = Math.min(Number(body.max_tokens ?? 20), 2000);
  const usage = { prompt_tokens: 10, completion_tokens: words, total_tokens: words + 10 };
  served.requests += 1;
  if (!body.stream) {
    served.completionTokens += words;
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: 'word '.repeat(words) };
    return void response.end(JSON.stringify({ id: 'mock', choices: [{ index: 0, message }], usage }));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let n = 0; n < words && !response.destroyed; n += 1) {
    served.completionTokens += 1;
    const event = { id: 'mock', choices: [{ index: 0, delta: { content: 'word ' } }] };
    if (!response.write(`data: ${JSON.stringify(event)}\n\n`)) await once(response, 'drain').catch(() => undefined);
    await sleep(WORD_MS);
  }
  if (body.stream_options?.include_usage)
    response.write(`data: ${JSON.stringify({ id: 'mock', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startMockUpstream(Number(process.env.PORT ?? 3200));
  console.log(`mock upstream listens on ${url}`);
}
