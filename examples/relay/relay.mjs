/**
 * A relay: an OpenAI-compatible `POST /v1/chat/completions` in front of any OpenAI-compatible upstream. It reserves quota before
 * a request, streams the answer, and settles what was used. docs/relays.md explains each step and each failure.
 *
 * Settings: TOLLGATE_URL, RELAY_CREDENTIAL, UPSTREAM_URL, UPSTREAM_KEY; optional PORT, SPOOL_DIR, USAGE_URL (where the upstream reports
 * the usage of one request, with `{id}` for its id) and the prices below.
 */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { Spool } from './spool.mjs';
import { Tollgate } from './tollgate.mjs';
import { estimateTokens, parseJson, UsageReader } from './usage-reader.mjs';

const BODY_BYTES = 4 * 1024 * 1024;
const JOURNAL_MS = 500;
/** A reservation is extended after this many milliseconds of each second of its life. */
const EXTEND_AFTER_MS = 400;

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
    usageUrl: env.USAGE_URL ?? '',
    /** Life of a reservation; it is extended while an answer is streamed. */
    ttlSeconds: Number(env.TTL_SECONDS ?? 120),
    spoolDir: env.SPOOL_DIR ?? '.relay-spool',
    /** Quota for each token of the prompt and of the completion. */
    promptQuota: Number(env.PROMPT_QUOTA ?? 1),
    completionQuota: Number(env.COMPLETION_QUOTA ?? 3),
    /** Completion tokens that are reserved if the request has no max_tokens. */
    maxTokens: Number(env.MAX_TOKENS ?? 1024),
  };
}

/** @typedef {ReturnType<typeof readSettings>} Settings */
/** @typedef {import('./usage-reader.mjs').Usage} Usage */

/** @param {Settings} settings */
export async function startRelay(settings) {
  const tollgate = new Tollgate(settings);
  const spool = await Spool.open(settings.spoolDir, {
    send: (settlement) => tollgate.settle(settlement),
    recover: (entry) => recover(settings, tollgate, entry),
  });
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

/**
 * Ends a request that was being served when the relay was killed: by the usage that the upstream reports, else by the last note. If
 * nothing had been received, it is released. False if it must be tried again.
 * @param {Settings} settings @param {Tollgate} tollgate @param {import('./spool.mjs').Entry} entry
 */
async function recover(settings, tollgate, { settlement }) {
  const { request_id: id, amount } = settlement;
  if (settings.usageUrl === '') return amount > 0 ? tollgate.settle(settlement) : tollgate.release(id);
  const response = await fetch(settings.usageUrl.replace('{id}', encodeURIComponent(id)), {
    headers: { authorization: `Bearer ${settings.upstreamKey}` },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  if (response?.status === 404) return tollgate.release(id);
  if (!response?.ok) return false;
  const usage = /** @type {any} */ (await response.json());
  const tokens = { prompt: usage.prompt_tokens, completion: usage.completion_tokens, exact: true };
  return tollgate.settle({
    ...settlement,
    ...{ prompt_tokens: tokens.prompt, completion_tokens: tokens.completion, amount: priceOf(settings, tokens) },
  });
}

/** The quota that a usage costs. @param {Settings} settings @param {Usage} usage */
function priceOf({ promptQuota, completionQuota }, { prompt, completion }) {
  return Math.ceil(prompt * promptQuota + completion * completionQuota);
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
    /** Tells this call's reservation from one of another call with the same id. */
    this.reference = randomUUID();
    this.promptTokens = 0;
    this.gone = new AbortController();
  }

  async serve() {
    // a second full spool must not begin what could not be charged later
    if (this.spool.isFull) return refuse(this.response, 503, 'relay_overloaded');
    const body = await readJson(this.request);
    if (!body || typeof body.model !== 'string') return refuse(this.response, 400, 'invalid_request');
    this.model = body.model;
    this.isStream = body.stream === true;
    this.promptTokens = estimateTokens(JSON.stringify(body.messages ?? ''));
    const amount = priceOf(this.settings, {
      ...{ prompt: this.promptTokens, exact: false },
      completion: completionTokens(body, this.settings.maxTokens),
    });
    this.response.on('close', () => this.gone.abort());
    const { status, body: reply } = await this.tollgate.reserve({
      ...{ request_id: this.id, reference: this.reference, key: this.key, amount, model: body.model },
      ...{ ip: this.request.socket.remoteAddress, ttl_seconds: this.settings.ttlSeconds },
    });
    if (status !== 200)
      return refuse(this.response, status === 401 ? 503 : status, reply.code ?? 'refused', reply.message);
    try {
      await this.spool.begin(this.settlement());
    } catch (error) {
      console.error('the disk refused a new request', error);
      return this.release(503, 'relay_overloaded');
    }
    if (this.gone.signal.aborted) return this.release(499, 'client_closed');
    const upstream = await this.ask(body);
    if (!upstream && this.settings.usageUrl !== '') {
      // the upstream may have served it, although its answer did not arrive
      this.spool.recoverSoon(this.settlement());
      return refuse(this.response, 502, 'upstream_error');
    }
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
      const more = { request_id: this.id, ttl_seconds: this.settings.ttlSeconds };
      this.tollgate.call('extend', more).catch(() => undefined);
    }, this.settings.ttlSeconds * EXTEND_AFTER_MS);
    const journaling = setInterval(() => this.spool.progress(this.settlement()), JOURNAL_MS);
    // the upstream has read the prompt; its own figure replaces the estimate
    this.usage.prompt = this.promptTokens;
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
      const isKnown = this.usage.exact || this.settings.usageUrl === '';
      if (isKnown) await this.spool.settle(this.settlement());
      else this.spool.recoverSoon(this.settlement());
    }
  }

  /** @param {number} status @param {string} code */
  async release(status, code) {
    // without an answer the reservation ends by itself
    await this.tollgate.release(this.id);
    await this.spool.cancel(this.id);
    refuse(this.response, status, code);
  }

  settlement() {
    const { prompt, completion, exact } = this.usage;
    return {
      request_id: this.id,
      amount: priceOf(this.settings, this.usage),
      model: this.model,
      prompt_tokens: prompt,
      completion_tokens: completion,
      use_time: Math.round((Date.now() - this.started) / 1000),
      is_stream: this.isStream,
      price: { prompt_quota: this.settings.promptQuota, completion_quota: this.settings.completionQuota, exact },
    };
  }
}

/**
 * The most completion tokens that a request may cost: of each of its `n` answers.
 * @param {Record<string, unknown>} body @param {number} fallback
 */
function completionTokens(body, fallback) {
  const count = (/** @type {unknown} */ value, /** @type {number} */ otherwise) =>
    Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : otherwise;
  return count(body.max_completion_tokens ?? body.max_tokens, fallback) * count(body.n, 1);
}

/** An id of this relay's own, so that two users' ids cannot meet. The same key and X-Request-Id are the same request. @param {string} key @param {unknown} given */
function requestId(key, given) {
  if (typeof given !== 'string' || given === '') return randomUUID();
  return createHash('sha256').update(`${key}\0${given}`).digest('hex');
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
  return parseJson(Buffer.concat(parts).toString('utf8'));
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
