/** While requests wait for long, one of so many turns is of the owner that has waited longest. */
const OLDEST_TURN = 4;

/** A request that waits since a time in milliseconds. */
export interface Queued {
  readonly owner: string;
  readonly since: number;
}

/** The waiting requests of one owner, oldest first. */
interface Owner<T> {
  readonly name: string;
  readonly requests: T[];
}

/**
 * The order of waiting requests. Each owner has one turn after the other, and its own requests are first in, first out. So a
 * client that sends many requests delays itself and no other client.
 *
 * While the queue is short, owners are served in the order of their arrival. While it is long, the newest owner is served first
 * in three of four turns, because its client still waits while others may have given up.
 */
export class FairOrder<T extends Queued> {
  private readonly owners = new Map<string, Owner<T>>();
  /** Owners in the order in which they are served. */
  private readonly line: Owner<T>[] = [];
  /** Owners that arrived while the queue was long; the newest is last. */
  private readonly newcomers: Owner<T>[] = [];
  private count = 0;
  private turns = 0;

  /**
   * @param targetMs the queue is long if its oldest request has waited for longer, in milliseconds
   * @param maxShort the queue is long if more requests wait
   */
  constructor(
    private readonly targetMs: number,
    private readonly maxShort: number,
  ) {}

  /** Waiting requests. */
  get size(): number {
    return this.count;
  }

  add(waiting: T, now: number): void {
    this.count += 1;
    const known = this.owners.get(waiting.owner);
    if (known) return void known.requests.push(waiting);
    const owner = { name: waiting.owner, requests: [waiting] };
    this.owners.set(owner.name, owner);
    (this.isLong(now) ? this.newcomers : this.line).push(owner);
  }

  /** Removes and returns the request that runs next. */
  take(now: number): T | undefined {
    const owner = this.nextOwner(now);
    const first = owner?.requests.shift();
    if (!owner || !first) return undefined;
    this.count -= 1;
    if (owner.requests.length > 0) this.line.push(owner);
    else this.owners.delete(owner.name);
    return first;
  }

  /** Removes a request. Returns whether it waited. */
  remove(waiting: T): boolean {
    const owner = this.owners.get(waiting.owner);
    const index = owner?.requests.indexOf(waiting) ?? -1;
    if (!owner || index < 0) return false;
    owner.requests.splice(index, 1);
    this.count -= 1;
    if (owner.requests.length === 0) this.forget(owner);
    return true;
  }

  /**
   * Removes one request because there are too many: the newest of the owner that has most waiting, or `arrived` itself if no
   * owner has more than its owner.
   */
  dropFromLongest(arrived: T): T | undefined {
    let longest = this.owners.get(arrived.owner);
    for (const owner of this.owners.values()) {
      if (owner.requests.length > (longest?.requests.length ?? 0)) longest = owner;
    }
    const dropped = longest?.requests.at(-1);
    if (dropped) this.remove(dropped);
    return dropped;
  }

  /** The requests that have waited since `before` or longer. They stay until they are removed. */
  expired(before: number): T[] {
    return this.all().filter(({ since }) => since <= before);
  }

  /** The requests beyond `limit`, in equal shares of the owners: each owner keeps its newest ones. They stay until they are removed. */
  excess(limit: number): T[] {
    if (this.count <= limit) return [];
    const share = Math.max(1, Math.floor(limit / this.owners.size));
    const kept = [...this.owners.values()].flatMap(({ requests }) => requests.slice(-share));
    const newest = new Set(kept.sort((a, b) => b.since - a.since).slice(0, limit));
    return this.all().filter((waiting) => !newest.has(waiting));
  }

  private all(): T[] {
    return [...this.owners.values()].flatMap(({ requests }) => requests);
  }

  private nextOwner(now: number): Owner<T> | undefined {
    this.turns += 1;
    const isOldest = this.turns % OLDEST_TURN === 0 || !this.isLong(now);
    if (isOldest) return this.line.shift() ?? this.newcomers.shift();
    return this.newcomers.pop() ?? this.line.shift();
  }

  private isLong(now: number): boolean {
    if (this.count > this.maxShort) return true;
    const oldest = this.line[0] ?? this.newcomers[0];
    return oldest !== undefined && now - (oldest.requests[0]?.since ?? now) > this.targetMs;
  }

  private forget(owner: Owner<T>): void {
    this.owners.delete(owner.name);
    for (const list of [this.line, this.newcomers]) {
      const index = list.indexOf(owner);
      if (index >= 0) list.splice(index, 1);
    }
  }
}
