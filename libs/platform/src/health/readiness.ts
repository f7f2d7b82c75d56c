/** Whether one thing that a process needs is there. */
export type Check = () => boolean;

export interface ReadinessReport {
  readonly ready: boolean;
  /** Each check's own answer, by name. */
  readonly checks: Readonly<Record<string, boolean>>;
}

/** Knows whether a process should be sent requests: started, not draining, and everything it needs is there. */
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private phase: 'starting' | 'running' | 'draining' = 'starting';

  /** Adds something the process cannot work without. The check must answer at once, from what it knows already. */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** The start is over. */
  start(): void {
    if (this.phase === 'starting') this.phase = 'running';
  }

  /** Never ready again, because the process finishes its work and ends. */
  drain(): void {
    this.phase = 'draining';
  }

  get started(): boolean {
    return this.phase !== 'starting';
  }

  report(): ReadinessReport {
    const checks: Record<string, boolean> = { started: this.started, 'not draining': this.phase !== 'draining' };
    for (const [name, check] of this.checks) checks[name] = check();
    return { ready: Object.values(checks).every(Boolean), checks };
  }
}
