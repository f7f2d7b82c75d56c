type Task = () => Promise<void>;

/** Runs a bounded number of tasks at the same time and lets a bounded number wait, first come first served. */
export class Workload {
  private readonly queue: Task[] = [];
  private active = 0;
  private watchers: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly room: number,
  ) {}

  get running(): number {
    return this.active;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Takes a task, which must not reject; false, at once, when there is no room for it. */
  offer(task: Task): boolean {
    if (this.active < this.concurrency) {
      this.begin(task);
      return true;
    }
    if (this.queue.length >= this.room) return false;
    this.queue.push(task);
    return true;
  }

  /** Settles when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.active === 0) return Promise.resolve();
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  private begin(task: Task): void {
    this.active += 1;
    void task().finally(() => {
      this.active -= 1;
      const next = this.queue.shift();
      if (next) this.begin(next);
      else if (this.active === 0) for (const tell of this.watchers.splice(0)) tell();
    });
  }
}
