import type { Log } from '../log/log.js';

/** A request is not begun when less than this is left of its time, in milliseconds. */
export const LEAST_TIME_MS = 50;
/** The largest request, in bytes of JSON. HTTP bodies are far smaller; NATS takes 1 MiB with its headers. */
export const REQUEST_BYTES = 1_000_000;
/** The largest reply, in bytes of JSON. */
export const REPLY_BYTES = 512 * 1024;

/** What both meshes let the composition choose. */
export interface MeshOptions {
  /** Requests one replica works on at the same time (default 128). */
  readonly concurrency?: number;
  /** Requests that may wait for that beyond them (default 512); the next is answered OVERLOADED at once. */
  readonly waiting?: number;
  /** How long close() waits for what was taken, in milliseconds (default 10,000). */
  readonly drainMs?: number;
  /** Default: one under the name of the service. */
  readonly log?: Log;
}
