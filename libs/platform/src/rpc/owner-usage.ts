/** Work is forgotten by half in this time, in milliseconds. */
const HALF_LIFE_MS = 5000;
/** Owners whose work differs by less than this, in milliseconds, have equal turns. */
const STEP_MS = 100;
/** Owners beyond this number are checked for forgotten work, because each takes memory. */
const MAX_OWNERS = 1000;

/** How much work each owner had in the last seconds, so that an owner with little work goes first. */
export class OwnerUsage {
  private readonly worked = new Map<string, { ms: number; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Records work of an owner, in milliseconds. */
  add(owner: string, ms: number): void {
    this.worked.set(owner, { ms: this.getMs(owner) + ms, at: this.now() });
    if (this.worked.size > MAX_OWNERS) this.forget();
  }

  /** 0 for little work, then one more for each STEP_MS. */
  getLevel(owner: string): number {
    return Math.floor(this.getMs(owner) / STEP_MS);
  }

  private getMs(owner: string): number {
    const entry = this.worked.get(owner);
    return entry ? entry.ms * 0.5 ** ((this.now() - entry.at) / HALF_LIFE_MS) : 0;
  }

  private forget(): void {
    for (const owner of this.worked.keys()) if (this.getLevel(owner) === 0) this.worked.delete(owner);
  }
}
