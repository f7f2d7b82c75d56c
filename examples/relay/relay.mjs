/**
 * A relay: an OpenAI-compatible `POST /v1/chat/completions` in front of any OpenAI-compatible upstream. It reserves quota before
 * a request, streams the answer, and settles what was used. docs/relays.md explains each step and each failure.
 *
 * Settings: TOLLGATE_URL, RELAY_CREDENTIAL, UPSTREAM_URL, UPSTREAM_KEY; optional PORT, SPOOL_DIR and the prices below.
 */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { Spool } from './spool.mjs';

const BODY_BYTES = 4 * 1024 * 1024;
const TTL_SECONDS = 120;
const EXTEND_MS = 45_000;
const JOURNAL_MS = 500;
/** Answers after which the same settlement is sent again, because it may not have arrived. */
const RETRY_STATUS = new Set([429, 500, 502, 503, 504]);

/** @param {NodeJS.ProcessEnv} env */
export function readSettings(env) {
  const { TOLLGATE_URL, RELAY_CREDENTIAL, UPSTREAM_URL, UPSTREAM_KEY = '' } = env;
  if (!TOLLGATE_URL || !RELAY_CREDENTIAL || !UPSTREAM_URL) {
    throw new Error('set TOLLGATE_URL, RELAY_CREDENTIAL and UPSTREAM_URL');
  }
  return {
    tollgate: TOLLGATE_URL.replace(/\/$/, ''),
    credential: RELAY_CREDENTIAL,
    upstream: UPSTREAM_URL.replace(/\/$/, ''),
    upstreamKey: UPSTREAM_KEY,
    port: Number(env.PORT ?? 3100),
    spoolDir: env.SPOOL_DIR ?? '.relay-spool',
    /** Quota for each token of the prompt and of the completion. */
    promptQuota: Number(env.PROMPT_QUOTA ?? 1),
    completionQuota: Number(env.COMPLETION_QUOTA ?? 3),
    /** Completion tokens that are reserved if the request has no max_tokens. */
    maxTokens: Number(env.MAX_TOKENS ?? 1024),
  };
}

/** @typedef {ReturnType<typeof readSettings>} Settings */
/** @typedef {{ prompt: number, completion: number, exact: boolean }} Usage */

/** The platform's relay API. */
export class Tollgate {
  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  /**
   * @param {string} operation
   * @param {object} body
   * @returns {Promise<{ status: number, body: { success: boolean, message?: string, code?: string, params?: object, data?: any } }>}
   */
  async post(operation, body) {
    const response = await fetch(`${this.settings.tollgate}/api/relay/${operation}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.settings.credential}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: /** @type {any} */ (await response.json()) };
  }

  /**
   * Settles; true if the platform has decided about it, false if it must be sent again.
   * @param {object} settlement
   */
  async settle(settlement) {
    try {
      const { status, body } = await this.post('settle', settlement);
      if (status === 200) return true;
      if (RETRY_STATUS.has(status) || status === 401) return false;
      console.error('a settlement was refused', { settlement, code: body.code });
      return true;
    } catch {
      return false;
    }
  }
}

/** @param {Settings} settings */
export async function startRelay(settings) {
  const tollgate = new Tollgate(settings);
  const spool = await Spool.open(settings.spoolDir, (settlement) => tollgate.settle(settlement));
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return refuse(response, 404, 'not_found');
    new Call(settings, tollgate, spool, request, response).serve().catch((error) => {
      console.error('a request failed', error);
      if (!response.headersSent) refuse(response, 502, 'upstream_error');
      else response.destroy();
    });
  });
  server.listen(settings.port);
  await once(server, 'listening');
  return {
    server,
    spool,
    async close() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
      await spool.close();
    },
  };
}

/** One request of a user, from the reservation to the settlement. */
class Call {
  /**
   * @param {Settings} settings
   * @param {Tollgate} tollgate
   * @param {Spool} spool
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  constructor(settings, tollgate, spool, request, response) {
    this.settings = settings;
    this.tollgate = tollgate;
    this.spool = spool;
    this.request = request;
    this.response = response;
    this.key = (request.headers.authorization ?? '').replace(/^bearer +/i, '');
    this.id = requestId(this.key, request.headers['x-request-id']);
    /** @type {Usage} */
    this.usage = { prompt: 0, completion: 0, exact: false };
    this.started = Date.now();
    this.gone = new AbortController();
  }

  async serve() {
    // a second full spool must not begin what could not be charged later
    if (this.spool.isFull) return refuse(this.response, 503, 'relay_overloaded');
    const body = await readJson(this.request);
    if (!body || typeof body.model !== 'string') return refuse(this.response, 400, 'invalid_request');
    this.model = body.model;
    this.isStream = body.stream === true;
    this.usage.prompt = estimateTokens(JSON.stringify(body.messages ?? ''));
    const wanted = Number(body.max_tokens ?? body.max_completion_tokens ?? this.settings.maxTokens);
    const amount = this.price({ prompt: this.usage.prompt, completion: wanted, exact: false });
    const { status, body: reply } = await this.tollgate.post('reserve', {
      request_id: this.id,
      key: this.key,
      amount,
      model: body.model,
      ip: this.request.socket.remoteAddress,
      ttl_seconds: TTL_SECONDS,
    });
    if (status !== 200)
      return refuse(this.response, status === 401 ? 503 : status, reply.code ?? 'refused', reply.message);
    this.response.on('close', () => this.gone.abort());
    const upstream = await this.ask(body);
    if (!upstream) return this.release(502, 'upstream_error');
    if (!upstream.ok) {
      await upstream.body?.cancel();
      return this.release(upstream.status === 429 ? 429 : 502, 'upstream_error');
    }
    await this.stream(upstream);
  }

  /** @param {Record<string, unknown>} body */
  async ask(body) {
    const asked = this.isStream ? { ...body, stream_options: { include_usage: true } } : body;
    try {
      return await fetch(`${this.settings.upstream}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${this.settings.upstreamKey}`,
          'x-request-id': this.id,
        },
        body: JSON.stringify(asked),
        signal: this.gone.signal,
      });
    } catch (error) {
      console.error('the upstream did not answer', { id: this.id, error: String(error) });
      return undefined;
    }
  }

  /**
   * Passes the answer on as fast as the client reads it, and settles what was used, also if the client or the upstream goes away.
   * @param {Response} upstream
   */
  async stream(upstream) {
    const extending = setInterval(() => {
      this.tollgate.post('extend', { request_id: this.id, ttl_seconds: TTL_SECONDS }).catch(() => undefined);
    }, EXTEND_MS);
    const journaling = setInterval(() => this.spool.progress(this.settlement()), JOURNAL_MS);
    this.spool.progress(this.settlement());
    this.response.writeHead(200, {
      'content-type': upstream.headers.get('content-type') ?? 'application/json',
      'x-request-id': this.id,
    });
    const reader = new UsageReader(this.isStream, this.usage);
    try {
      for await (const chunk of upstream.body ?? []) {
        reader.read(chunk);
        if (!this.response.write(chunk)) await once(this.response, 'drain', { signal: this.gone.signal });
      }
      this.response.end();
    } catch (error) {
      if (!this.gone.signal.aborted) console.error('the stream broke', { id: this.id, error: String(error) });
      this.response.destroy();
    } finally {
      clearInterval(extending);
      clearInterval(journaling);
      reader.end();
      await this.spool.settle(this.settlement());
    }
  }

  /** @param {number} status @param {string} code */
  async release(status, code) {
    await this.tollgate.post('release', { request_id: this.id }).catch(() => undefined);
    refuse(this.response, status, code);
  }

  settlement() {
    const { prompt, completion, exact } = this.usage;
    return {
      request_id: this.id,
      amount: this.price(this.usage),
      model: this.model,
      prompt_tokens: prompt,
      completion_tokens: completion,
      use_time: Math.round((Date.now() - this.started) / 1000),
      is_stream: this.isStream,
      price: { prompt_quota: this.settings.promptQuota, completion_quota: this.settings.completionQuota, exact },
    };
  }

  /** @param {Usage} usage */
  price({ prompt, completion }) {
    return Math.ceil(prompt * this.settings.promptQuota + completion * this.settings.completionQuota);
  }
}

/** Reads the tokens that an answer reports; until it does, it counts the text that passed. */
class UsageReader {
  /** @param {boolean} isStream @param {Usage} usage */
  constructor(isStream, usage) {
    this.isStream = isStream;
    this.usage = usage;
    this.decoder = new TextDecoder();
    this.rest = '';
  }

  /** @param {Uint8Array} chunk */
  read(chunk) {
    this.rest += this.decoder.decode(chunk, { stream: true });
    if (!this.isStream) return;
    const lines = this.rest.split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) this.take(line.slice(5).trim());
  }

  end() {
    if (!this.isStream) this.take(this.rest);
  }

  /** @param {string} text */
  take(text) {
    if (text === '' || text === '[DONE]') return;
    const event = parse(text);
    const { prompt_tokens: prompt, completion_tokens: completion } = event?.usage ?? {};
    if (Number.isSafeInteger(prompt) && Number.isSafeInteger(completion)) {
      Object.assign(this.usage, { prompt, completion, exact: true });
    } else if (!this.usage.exact) {
      const content = event?.choices?.[0]?.delta?.content ?? event?.choices?.[0]?.message?.content ?? '';
      this.usage.completion += estimateTokens(String(content));
    }
  }
}

/** About four characters are a token; never zero for a text that is not empty. @param {string} text */
function estimateTokens(text) {
  return Math.ceil(text.length / 4);
}

/** An id of this relay's own, so that two users' ids cannot meet. The same key and X-Request-Id are the same request. @param {string} key @param {unknown} given */
function requestId(key, given) {
  if (typeof given !== 'string' || given === '') return randomUUID();
  return createHash('sha256').update(`${key}\0${given}`).digest('hex');
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {import('node:http').IncomingMessage} request */
async function readJson(request) {
  /** @type {Buffer[]} */
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_BYTES) return undefined;
    parts.push(part);
  }
  return parse(Buffer.concat(parts).toString('utf8'));
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} code */
function refuse(response, status, code, message = code) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'relay_error', code } }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const settings = readSettings(process.env);
  const relay = await startRelay(settings);
  const address = relay.server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  console.log(`relay listens on http://127.0.0.1:${port}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void relay.close());
}
