import { setTimeout as sleep } from 'node:timers/promises';

/** Answers after which the same request is sent again, because it may not have arrived. */
const RETRY_STATUS = new Set([429, 500, 502, 503, 504]);
/** Pauses before the reservation is sent again, in milliseconds. */
const PAUSES_MS = [100, 300, 1000];
const TIMEOUT_MS = 10_000;

/** @typedef {{ success: boolean, message?: string, code?: string, params?: object, data?: any }} Envelope */

/** The platform's relay API. */
export class Tollgate {
  /** @param {{ tollgate: string, credential: string }} settings */
  constructor({ tollgate, credential }) {
    this.url = `${tollgate}/api/relay/`;
    this.headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
  }

  /** @param {string} operation @param {object} [body] @returns {Promise<{ status: number, body: Envelope }>} */
  async call(operation, body) {
    const response = await fetch(this.url + operation, {
      method: body ? 'POST' : 'GET',
      headers: this.headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: /** @type {any} */ (await response.json()) };
  }

  /**
   * Reserves, and repeats the request if there is no answer. A reservation that exists already is this call's own only if it
   * carries this call's reference: else the same request is being served already, and serving it twice would charge it once.
   * @param {{ request_id: string, reference: string }} reservation
   */
  async reserve(reservation) {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.call('reserve', reservation).catch(() => undefined);
      const isRetried = !answer || (RETRY_STATUS.has(answer.status) && !answer.body.code?.includes('BUDGET'));
      const pause = PAUSES_MS[attempt];
      if (isRetried && pause !== undefined) {
        await sleep(pause);
        continue;
      }
      if (!answer)
        return { status: 503, body: /** @type {Envelope} */ ({ success: false, code: 'platform_unavailable' }) };
      if (answer.body.data?.duplicate && !(await this.isOwn(reservation))) {
        return { status: 409, body: /** @type {Envelope} */ ({ success: false, code: 'request_in_progress' }) };
      }
      return answer;
    }
  }

  /** @param {{ request_id: string, reference: string }} reservation */
  async isOwn({ request_id: id, reference }) {
    const receipt = await this.call(`receipt/${encodeURIComponent(id)}`).catch(() => undefined);
    return receipt?.status === 200 && receipt.body.data?.reference === reference;
  }

  /** Settles; true if the platform has decided about it, false if it must be sent again. @param {object} settlement */
  async settle(settlement) {
    const answer = await this.call('settle', settlement).catch(() => undefined);
    if (answer?.status === 200) return true;
    if (!answer || RETRY_STATUS.has(answer.status) || answer.status === 401) return false;
    console.error('a settlement was refused', { settlement, code: answer.body.code });
    return true;
  }

  /** Frees a reservation; true if the platform has answered. @param {string} id */
  async release(id) {
    const answer = await this.call('release', { request_id: id }).catch(() => undefined);
    return answer?.status === 200;
  }
}
