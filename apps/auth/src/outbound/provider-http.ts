/** A provider, or the way to it, failed: nothing it said was used. */
export class ProviderDown extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderDown';
  }
}

/** How long a provider has for everything it is asked in one ceremony, in milliseconds. */
const CEREMONY_MS = 5000;
/** No answer of a provider is larger, in bytes. */
const ANSWER_MAX_BYTES = 256 * 1024;

export interface ProviderRequest {
  readonly method?: string;
  readonly headers?: RequestInit['headers'];
  readonly body?: RequestInit['body'];
}

/**
 * One conversation with a provider: five seconds in all, no redirect followed (RFC 9700 4.12: it would take the secret
 * along), answers of bounded size, read whole before anybody looks at them.
 */
export class ProviderHttp {
  private readonly signal: AbortSignal;

  constructor(milliseconds = CEREMONY_MS) {
    this.signal = AbortSignal.timeout(milliseconds);
  }

  /**
   * Sends a request.
   * @throws ProviderDown where there is no answer in time, or one that is too large, redirects, or admits a fault
   */
  async send(url: string | URL, request: ProviderRequest = {}): Promise<Response> {
    try {
      const { method, headers, body } = request;
      const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: this.signal });
      if (response.status >= 300 && response.status < 400) throw new ProviderDown('redirected');
      if (response.status >= 500) throw new ProviderDown(`answered ${response.status}`);
      const bytes = await readBounded(response);
      return new Response(bytes.length > 0 ? bytes : null, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof ProviderDown) throw error;
      throw new ProviderDown('no answer', { cause: error });
    }
  }

  /**
   * Sends a request whose answer is a JSON object.
   * @throws ProviderDown as `send`, and for anything but 200 with an object
   */
  async json(url: string | URL, request: ProviderRequest = {}): Promise<Record<string, unknown>> {
    const response = await this.send(url, request);
    const value = await parsed(response);
    if (response.status !== 200 || typeof value !== 'object' || value === null) {
      throw new ProviderDown(`answered ${response.status} without a JSON object`);
    }
    return value as Record<string, unknown>;
  }
}

async function parsed(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ProviderDown('the answer is not JSON', { cause });
  }
}

async function readBounded(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // leaving the loop cancels the stream, and with it the connection
    if (size > ANSWER_MAX_BYTES) throw new ProviderDown('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
