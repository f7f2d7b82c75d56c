/** Longest line of a stream, and longest answer that is not streamed. A longer one is passed on but not read. */
const MAX_TEXT = 16 * 1024 * 1024;

/** @typedef {{ prompt: number, completion: number, exact: boolean }} Usage */

/** Reads the tokens that an answer reports; until it does, it counts the text that passed. */
export class UsageReader {
  /** @param {boolean} isStream @param {Usage} usage */
  constructor(isStream, usage) {
    this.isStream = isStream;
    this.usage = usage;
    this.decoder = new TextDecoder();
    this.rest = '';
  }

  /** @param {Uint8Array} chunk */
  read(chunk) {
    if (this.rest.length > MAX_TEXT) this.rest = '';
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
    const event = parseJson(text);
    const { prompt_tokens: prompt, completion_tokens: completion } = event?.usage ?? {};
    if (isCount(prompt) && isCount(completion)) {
      Object.assign(this.usage, { prompt, completion, exact: true });
    } else if (!this.usage.exact) {
      for (const { delta, message } of Array.isArray(event?.choices) ? event.choices : []) {
        const content = delta?.content ?? message?.content ?? '';
        this.usage.completion += estimateTokens(String(content));
      }
    }
  }
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** About four characters are a token; never zero for a text that is not empty. @param {string} text */
export function estimateTokens(text) {
  return Math.ceil(text.length / 4);
}

/** @param {string} text @returns {any} */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
