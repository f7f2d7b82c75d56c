import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { faultyAnswers, faultyEffects, staleEffects, type Window } from './judge.js';
import { Load, type LoadOptions } from './load.js';
import type { People } from './people.js';
import { type Attempt, isAcknowledged, type OperationLog } from './record.js';
import type { Replicas } from './replicas.js';

/** The events of a run, and the faults that the checker found. */
export interface Report {
  readonly fault: string;
  readonly requests: number;
  readonly acknowledged: number;
  /** 503: certainly not done. */
  readonly unavailable: number;
  /** 504: perhaps done. */
  readonly unknown: number;
  /** Connections that broke. */
  readonly cut: number;
  /** Requests under way when the fault began. */
  readonly inFlight: number;
  /** From the end of the fault until the last request was sent that failed, in milliseconds; 0 where none was sent after it. */
  readonly recoveredMs: number;
  /** The longest time to a 503. */
  readonly refusedMs: number;
  /** The longest time of a request before the fault, which is the share of the machine. */
  readonly usualMs: number;
  readonly problems: readonly string[];
}

export interface DrillOptions extends Partial<LoadOptions> {
  /** Within which all requests have to succeed again (default 5 s). */
  readonly recoveryMs?: number;
}

export interface Drill {
  readonly report: Report;
  readonly log: OperationLog;
  readonly window: Window | undefined;
}

const WARM = 60;
const WARM_MS = 60_000;
/** So many successes in a row, in so long, and the platform counts as recovered. */
const STEADY = 60;
const STEADY_MS = 1500;
const POLL_MS = 20;

/** Loads the platform, breaks something, lets it recover, then asks the log and the database whether promises were kept. */
export async function drill(
  replicas: Replicas,
  people: People,
  fault: Fault,
  options: DrillOptions = {},
): Promise<Drill> {
  const { recoveryMs = 5000, clients = 8 } = options;
  await fault.prepare?.(replicas);
  const load = new Load(replicas.balancer, people, {
    clients: Math.max(clients, fault.clients ?? 0),
    allKeyed: fault.doubles,
  });
  const { log } = load;
  await until(() => log.attempts.filter(isAcknowledged).length >= WARM, WARM_MS);
  await until(() => isUnderWay(log, fault), WARM_MS);
  const start = performance.now();
  const inFlight = log.inFlight();
  const usualMs = slowest(log.attempts.filter(isAcknowledged));
  const unclean = await fault.run(replicas);
  const end = performance.now();
  await until(() => isSteady(log, end), recoveryMs + STEADY_MS * 2);
  const unwell = (await fault.check?.(replicas)) ?? [];
  await fault.repair?.(replicas);
  await load.stop();
  const promptMs = fault.promptMs && fault.promptMs + usualMs;
  const window = { start, end, recoveryMs, cuts: fault.cuts ?? [], doubles: fault.doubles, promptMs };
  const problems = [
    ...unclean,
    ...unwell,
    ...faultyAnswers(log, fault.harmless ? undefined : window),
    ...(await faultyEffects(log, replicas.db.owner)),
    ...(fault.stalls ? await staleEffects(log, window, replicas.db.owner) : []),
  ];
  if (inFlight === 0) problems.push('nothing was under way when it began: this shows nothing');
  const numbers = counts(log, end);
  if (fault.bites && numbers.requests === numbers.acknowledged) problems.push('nothing failed: this shows nothing');
  return {
    report: { ...numbers, fault: fault.name, inFlight, usualMs, problems },
    log,
    window: fault.harmless ? undefined : window,
  };
}

/** A gateway is broken only while it has something to lose. */
function isUnderWay(log: OperationLog, { cuts = [] }: Fault): boolean {
  return log.attempts.some(({ answer, gateway }) => !answer && (cuts.length === 0 || cuts.includes(gateway)));
}

function isSteady(log: OperationLog, end: number): boolean {
  const last = log.attempts.filter((attempt) => attempt.answer && !isAcknowledged(attempt)).at(-1)?.sentAt ?? end;
  const since = Math.max(end, last);
  const good = log.attempts.filter((attempt) => attempt.sentAt > since && isAcknowledged(attempt));
  return performance.now() - since > STEADY_MS && good.length >= STEADY;
}

function counts(log: OperationLog, end: number): Omit<Report, 'fault' | 'inFlight' | 'usualMs' | 'problems'> {
  const failed = log.attempts.filter((attempt) => !isAcknowledged(attempt));
  const count = (matches: (attempt: Attempt) => boolean) => failed.filter(matches).length;
  return {
    requests: log.attempts.length,
    acknowledged: log.attempts.length - failed.length,
    unavailable: count(({ answer }) => answer?.status === 503),
    unknown: count(({ answer }) => answer?.status === 504),
    cut: count(({ answer }) => answer?.cut !== undefined),
    recoveredMs: Math.max(0, ...failed.map(({ sentAt }) => Math.round(sentAt - end))),
    refusedMs: slowest(failed.filter(({ answer }) => answer?.status === 503)),
  };
}

/** How long the slowest of these took, in whole milliseconds. */
function slowest(attempts: readonly Attempt[]): number {
  return Math.max(0, ...attempts.map(({ sentAt, answer }) => Math.round((answer?.at ?? sentAt) - sentAt)));
}

/** Waits with a limit: a condition that did not come true shows in the judgement. */
async function until(isTrue: () => boolean, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!isTrue() && performance.now() < end) await sleep(POLL_MS);
}
