import type { ErrorCode } from './errors/table.js';
import type { Shape } from './fields.js';
import type { Permission } from './permissions.js';

/**
 * The callers that are allowed: the least role; `internal` for other systems on the bus, never over HTTP; `relay` for the holder of a relay
 * credential, which the handler checks itself.
 */
export type Access = 'public' | 'user' | 'admin' | 'root' | 'internal' | 'relay';

/**
 * The limit that calls are counted against, by client address. `letters` is counted by the recipient of the mail, not by the
 * caller. Numbers: `platform/limits`.
 */
export type LimitName = 'critical' | 'mail' | 'letters' | 'letters_hour';

/**
 * The resource that takes the time of a request; each kind has its own bound, so that a flood of one does not stop the others.
 * `quick`: few rows. `costly`: may read many rows for any input (a search, a filtered list, statistics), so only a few run
 * concurrently, with the callers served one after the other. `hashing`: a password's hash. `waiting`: waits for another system
 * (a provider, a mail server), or makes a long report.
 */
export type Work = 'quick' | 'costly' | 'hashing' | 'waiting';

export interface RpcOptions<A extends Access> {
  /** The callers that are allowed; checked in the service, before validation. */
  access: A;
  /** Every error the handler may raise beyond those any call can raise. */
  errors?: readonly ErrorCode[];
  /** How long the caller waits, in milliseconds (default 5000). */
  timeoutMs?: number;
  /** Default: quick. */
  work?: Work;
  limit?: LimitName;
  /** Takes an Idempotency-Key: moves quota or money. */
  idempotent?: boolean;
  /**
   * Demands a recent proof of identity (`StepUp`) while the option for it is on: always, or if one of these fields is given. Every
   * administrative write states it: true if it makes quota, rank, keys or settings.
   */
  stepUp?: boolean | readonly string[];
  /**
   * What an administrator needs besides the role; checked in the service with the role, and again when the change locks its rows. Null:
   * every administrator may. Every contract with the access `admin` states it.
   */
  permission?: Permission | null;
  /** One line for the reference. */
  summary: string;
}

/** One request-reply message between the gateway and a service, stated once. */
export interface RpcContract<Req extends object = object, Res extends object = object, A extends Access = Access> {
  readonly subject: string;
  readonly Request: Shape<Req>;
  readonly Response: Shape<Res>;
  readonly access: A;
  readonly errors: readonly ErrorCode[];
  readonly timeoutMs: number;
  readonly work: Work;
  readonly limit?: LimitName;
  readonly idempotent: boolean;
  readonly stepUp: boolean | readonly string[];
  /** Whether the contract itself states `stepUp`, as every administrative write does. */
  readonly statesStepUp: boolean;
  readonly permission?: Permission | null;
  readonly summary: string;
}

/** The codes for a missing proof: also if a handler demands it itself, from some of its callers. */
export const STEP_UP_ERRORS = ['VERIFICATION_REQUIRED', 'VERIFICATION_EXPIRED'] as const;

/** States a message: subject `rpc.<service>.<noun>.<verb>`, its request, its reply, who may send it and what may go wrong. */
export function rpc<Req extends object, Res extends object, A extends Access>(
  subject: `rpc.${string}.${string}.${string}`,
  Request: Shape<Req>,
  Response: Shape<Res>,
  options: RpcOptions<A>,
): RpcContract<Req, Res, A> {
  const { timeoutMs = 5000, work = 'quick', idempotent = false, stepUp = false } = options;
  const errors = [...(options.errors ?? []), ...(stepUp ? STEP_UP_ERRORS : [])];
  const statesStepUp = options.stepUp !== undefined;
  return Object.freeze({
    ...options,
    subject,
    Request,
    Response,
    errors,
    timeoutMs,
    work,
    idempotent,
    stepUp,
    statesStepUp,
  });
}

/** A fact that is published to all subscribers, at most once. It is a hint, so it must never be the only copy of anything. */
export interface EventContract<T extends object = object> {
  readonly subject: string;
  readonly Payload: Shape<T>;
}

/** States an event: subject `evt.<service>.<noun>.<past participle>`. */
export function event<T extends object>(
  subject: `evt.${string}.${string}.${string}`,
  Payload: Shape<T>,
): EventContract<T> {
  return Object.freeze({ subject, Payload });
}

/** A request or reply without content. */
export class Nothing {}
