import type { Log } from '../log/log.js';
import type { WorkloadBounds } from './fair-queue.js';

/** A request is not started if less than this is left until its deadline, in milliseconds. */
export const MIN_TIME_MS = 50;
/** The largest request, in bytes of JSON. HTTP bodies are far smaller; NATS takes 1 MiB with its headers. */
export const REQUEST_BYTES = 1_000_000;
/** The largest reply, in bytes of JSON. */
export const REPLY_BYTES = 512 * 1024;

/** The largest size of all items of a list in a reply, in bytes of JSON. The rest of the reply is for the fields around them. */
export const ITEMS_BYTES = REPLY_BYTES - 32 * 1024;

/** A call that waits for longer is refused with a retry time, because no user waits longer for a page. In milliseconds. */
const PATIENCE_MS = 2000;

/**
 * The bounds of costly calls in a service: a few run concurrently, and after one that took longer than 20 ms the place rests for
 * three times the excess, so that the database serves other calls. An owner with little recent work does not wait for a rest.
 */
export function costlyWork(concurrency: number): WorkloadBounds {
  return { concurrency, waiting: 32, patienceMs: PATIENCE_MS, rest: { times: 3, atMostMs: 1000, freeMs: 20 } };
}

/** The options that both meshes take from the composition. */
export interface MeshOptions {
  /** Requests one replica works on at the same time (default 128). */
  readonly concurrency?: number;
  /** Requests that may wait for that beyond them (default 512); the next is answered OVERLOADED at once. */
  readonly waiting?: number;
  /** Bytes of requests that one replica holds until they are answered (default 64 MiB). Further requests are answered OVERLOADED at once. */
  readonly heldBytes?: number;
  /** How long close() waits for accepted requests, in milliseconds (default 10,000). */
  readonly drainMs?: number;
  /** Default: a log under the name of the service. */
  readonly log?: Log;
}
