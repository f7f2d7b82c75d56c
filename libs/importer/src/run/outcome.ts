import type { Source } from '../sources/source.js';
import type { Context, Mode } from '../tables/table-import.js';
import type { Target } from '../target/target.js';
import type { Tally } from './findings.js';
import type { Sum } from './sums.js';

/** The result of a run, for the report and the exit code. */
export interface Outcome {
  readonly mode: Mode;
  readonly source: Source;
  readonly target: Target;
  readonly context: Context;
  readonly notes: string;
  readonly importId: string;
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly sums: readonly Sum[];
  readonly seconds: number;
}
