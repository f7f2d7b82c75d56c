/** A provider, or the network to it, failed. Nothing of its answer was used. */
export class ProviderUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderDown';
  }
}

/** Time for all requests to a provider in one ceremony, in milliseconds. */
const CEREMONY_MS = 5000;
/** Maximum size of an answer, in bytes. */
const ANSWER_MAX_BYTES = 256 * 1024;

export interface ProviderRequest {
  readonly method?: string;
  readonly headers?: RequestInit['headers'];
  readonly body?: RequestInit['body'];
}

/**
 * The requests of one ceremony to a provider: five seconds in all, no redirect followed (RFC 9700 section 4.12, because a
 * redirect would forward the secret), answers of bounded size that are read whole.
 */
export class ProviderHttp {
  private readonly signal: AbortSignal;

  constructor(milliseconds = CEREMONY_MS) {
    this.signal = AbortSignal.timeout(milliseconds);
  }

  /**
   * Sends a request.
   * @throws ProviderUnavailable if there is no answer in time, or if it is too large, a redirect or a server error
   */
  async send(url: string | URL, request: ProviderRequest = {}): Promise<Response> {
    try {
      const { method, headers, body } = request;
      const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: this.signal });
      if (response.status >= 300 && response.status < 400) throw new ProviderUnavailable('redirected');
      if (response.status >= 500) throw new ProviderUnavailable(`answered ${response.status}`);
      const bytes = await readBounded(response);
      return new Response(bytes.length > 0 ? bytes : null, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof ProviderUnavailable) throw error;
      throw new ProviderUnavailable('no answer', { cause: error });
    }
  }

  /**
   * Sends a request whose answer is a JSON object.
   * @throws ProviderDown as `send`, and for anything but 200 with an object
   */
  async json(url: string | URL, request: ProviderRequest = {}): Promise<Record<string, unknown>> {
    const response = await this.send(url, request);
    const value = await parseJson(response);
    if (response.status !== 200 || typeof value !== 'object' || value === null) {
      throw new ProviderUnavailable(`answered ${response.status} without a JSON object`);
    }
    return value as Record<string, unknown>;
  }
}

async function parseJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ProviderUnavailable('the answer is not JSON', { cause });
  }
}

async function readBounded(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream and closes the connection.
    if (size > ANSWER_MAX_BYTES) throw new ProviderUnavailable('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
