import 'reflect-metadata';

/** A kind of background work, stated once: its name, what it carries, and how often it is tried. */
export interface Job<P extends object> {
  /** `<noun>.<verb>`, of one service only. */
  readonly name: `${string}.${string}`;
  /** Tries at most. The pauses between them grow: 3 s, 7 s, 20 s, 55 s, 2.5 min, ... up to 6 h. */
  readonly attempts: number;
  /** Only for the type of what it carries. */
  readonly payload?: P;
}

/** States a kind of job (default 12 tries: over about two days). */
export function job<P extends object>(name: Job<P>['name'], options: { attempts?: number } = {}): Job<P> {
  return Object.freeze({ name, attempts: options.attempts ?? 12 });
}

/** The run that a handler is called for. */
export interface JobRun {
  /** From 1. */
  readonly attempt: number;
  /** Whether it will not be tried again. */
  readonly isLast: boolean;
  /** Aborted when the process stops and can wait no longer. */
  readonly signal: AbortSignal | undefined;
  /** The request it follows from, for the log. */
  readonly requestId?: string | undefined;
}

/** A handler: it may run more than once for a job, so what it does must bear that. It throws to be tried again. */
export type JobHandler<P extends object> = (payload: P, run: JobRun) => Promise<void>;

export interface RunsOptions {
  /** Also run it by the clock: five crontab fields, in UTC. One run for all replicas; the payload is empty then. */
  readonly cron?: string;
}

/** The metadata that `@Runs` leaves on a method. */
export interface HandlerMark extends RunsOptions {
  readonly name: string;
}

export const HANDLER = 'tollgate:job';

/** Makes a provider's method the handler of a kind of job. A method of another signature does not compile. */
export function Runs<P extends object>(kind: Job<P>, options: RunsOptions = {}) {
  return <H extends JobHandler<P>>(_target: object, _key: string, descriptor: TypedPropertyDescriptor<H>): void => {
    const mark: HandlerMark = { ...options, name: kind.name };
    Reflect.defineMetadata(HANDLER, mark, descriptor.value as object);
  };
}
