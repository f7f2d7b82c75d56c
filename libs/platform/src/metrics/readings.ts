import { Gauge, type Registry } from 'prom-client';
import type { Tx, UnitOfWork } from '../db/index.js';
import { waitAtMost } from '../time/index.js';

/** The database is asked at a scrape, and not again for so long, in milliseconds. */
const EVERY_MS = 10_000;
/** A scrape waits no longer than this for the answer; a later one has it. */
const PATIENCE_MS = 250;
/** An older result is not shown. */
const STALE_MS = 60_000;
const STATEMENT_MS = 1000;

/** One value of one gauge. */
export interface Sample {
  /** One of the reading's gauges. */
  readonly gauge: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Gauges that one statement fills. */
export interface Reading {
  /** As `tollgate_reading_up` names it. */
  readonly name: string;
  /** Name, help and labels beyond `service`. Labels must be few and known: never what a client sent. */
  readonly gauges: readonly { readonly name: string; readonly help: string; readonly labels: readonly string[] }[];
  /** Reads them all, in a transaction whose statements may take a second. */
  read(tx: Tx): Promise<readonly Sample[]>;
}

/**
 * Gauges whose values are in the database. Every replica shows the same, so queries take the greatest. A database that is
 * slow or away takes its gauges from the scrape, and nothing else: `tollgate_reading_up` is 0 then.
 */
export class Readings {
  private readonly readers = new Map<string, Reader[]>();
  private readonly all: Reader[] = [];

  constructor(private readonly registry: Registry) {
    const { all } = this;
    new Gauge({
      name: 'tollgate_reading_up',
      help: 'Whether the gauges that are read from the database could be read last time',
      labelNames: ['service', 'reading'],
      aggregator: 'min',
      registers: [registry],
      async collect() {
        await Promise.all(all.map((reader) => reader.samples()));
        for (const { service, name, up } of all) this.set({ service, reading: name }, Number(up));
      },
    });
  }

  /** Shows a reading of a service. */
  add(service: string, reading: Reading, work: Pick<UnitOfWork, 'run'>): void {
    const reader = new Reader(service, reading, work);
    this.all.push(reader);
    for (const gauge of reading.gauges) this.getReaders(gauge).push(reader);
  }

  private getReaders({ name, help, labels }: Reading['gauges'][number]): Reader[] {
    const known = this.readers.get(name);
    if (known) return known;
    const readers: Reader[] = [];
    this.readers.set(name, readers);
    new Gauge({
      name,
      help,
      labelNames: ['service', ...labels],
      // each worker reads the same rows
      aggregator: 'max',
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const reader of readers) {
          for (const { gauge, labels: own, value } of await reader.samples()) {
            if (gauge === name) this.set({ service: reader.service, ...own }, value);
          }
        }
      },
    });
    return readers;
  }
}

/** The newest result of one reading; a scrape that finds it old starts a new reading. */
class Reader {
  up = false;
  private newest: readonly Sample[] = [];
  private readAt = Number.NEGATIVE_INFINITY;
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;

  constructor(
    readonly service: string,
    private readonly reading: Reading,
    private readonly work: Pick<UnitOfWork, 'run'>,
  ) {}

  get name(): string {
    return this.reading.name;
  }

  /** Never rejects, and never takes longer than its patience. */
  async samples(): Promise<readonly Sample[]> {
    if (!this.asking && performance.now() - this.askedAt >= EVERY_MS) this.ask();
    if (this.asking) await waitAtMost(this.asking, PATIENCE_MS);
    return performance.now() - this.readAt < STALE_MS ? this.newest : [];
  }

  private ask(): void {
    this.askedAt = performance.now();
    this.asking = this.work
      .run(async (tx) => {
        await tx.query(`SET LOCAL statement_timeout = ${STATEMENT_MS}`);
        return this.reading.read(tx);
      })
      .then(
        (samples) => this.keep(true, samples),
        // a failed reading shows as tollgate_reading_up; the database's own watch logs the reason
        () => this.keep(false, []),
      )
      .finally(() => (this.asking = undefined));
  }

  private keep(up: boolean, samples: readonly Sample[]): void {
    this.up = up;
    this.newest = samples;
    this.readAt = performance.now();
  }
}
