import type { RpcContract, Work } from '@tollgate/contracts';
import { getService } from '@tollgate/platform/rpc';
import { AdaptiveLimit } from './adaptive-limit.js';
import type { HttpConfig } from '../request/http-config.js';
import type { EventLoop } from './event-loop.js';

interface Bounds {
  /** So many are always let in. Absent: how long these take says nothing about load (others are waited for, or turns are), and the bound is fixed. */
  readonly least?: number;
  /** So much at most of all that the gateway takes. */
  readonly share: number;
}

/** How much of each kind of work a service is given at once. */
const BOUNDS: Readonly<Record<Work, Bounds>> = {
  quick: { least: 8, share: 1 / 2 },
  hashing: { least: 2, share: 1 / 8 },
  costly: { share: 1 / 2 },
  waiting: { share: 1 / 8 },
};

/**
 * Bulkheads: what one service has under way of one kind of work is bounded apart, so that logins leave room for reads, and
 * a service that hangs holds at most its share of the gateway.
 */
export class Bulkheads {
  private readonly lanes = new Map<string, AdaptiveLimit>();

  constructor(
    private readonly limits: Pick<HttpConfig, 'maxInFlight' | 'maxAnswerMs'>,
    private readonly loop: Pick<EventLoop, 'isBusy'>,
  ) {}

  /** Whether a request's lane has no room, as `AdaptiveLimit.isFull` says. */
  isFull({ subject, work }: RpcContract, isPressed: boolean): boolean {
    return this.laneOf(subject, work).isFull(isPressed);
  }

  /** A request's way out of its lane, as `AdaptiveLimit.enter` says. */
  enter(contract: RpcContract, isPressed: boolean): ((answered: boolean) => void) | undefined {
    const { subject, work } = contract;
    const exit = this.laneOf(subject, work).enter(isPressed);
    return exit && BOUNDS[work].least === undefined ? () => exit(false) : exit;
  }

  private laneOf(subject: string, work: Work): AdaptiveLimit {
    const name = `${work} ${getService(subject)}`;
    const known = this.lanes.get(name);
    if (known) return known;
    const { least = 1, share } = BOUNDS[work];
    const { maxInFlight, maxAnswerMs } = this.limits;
    const most = Math.max(least, Math.floor(maxInFlight * share));
    const lane = new AdaptiveLimit({ least, most, aimMs: maxAnswerMs }, this.loop);
    this.lanes.set(name, lane);
    return lane;
  }
}
