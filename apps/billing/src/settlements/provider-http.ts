import { parseJson } from './json.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1_000_000;

export interface ProviderReply {
  readonly status: number;
  /** The bytes of the body. */
  readonly bytes: Buffer;
  /** The body as JSON, or undefined. */
  readonly body: unknown;
}

/**
 * Asks a provider over HTTP: ten seconds, at most a megabyte, no redirects (they could lead a key elsewhere).
 * @throws Error if there is no answer; the provider may have executed the request
 */
export async function ask(url: URL, init: RequestInit = {}): Promise<ProviderReply> {
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(init.signal ? [init.signal] : [])];
  const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.any(signals) });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BYTES) throw new Error('the answer of the provider is too long');
    chunks.push(chunk as Uint8Array);
  }
  const bytes = Buffer.concat(chunks);
  return { status: response.status, bytes, body: parseJson(bytes) };
}
