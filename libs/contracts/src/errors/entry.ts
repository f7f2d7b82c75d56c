/** One refusal: true HTTP status, and its texts with `{name}` for parameters. `bare` ones answer their status in the envelope form too. */
export interface ErrorEntry {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  /** Answers its own status even in the envelope, where other refusals answer 200 (user-module rule 2). */
  readonly bare?: true;
  /** Has its own status for clients with bearer sessions, because they decide by the status. */
  readonly bareToBearer?: true;
  /** Parameters that a program reads and no text names. */
  readonly carries?: readonly string[];
}

/** Checks a part of the table without widening its keys. */
export function entries<const T extends Record<string, ErrorEntry>>(table: T): T {
  return table;
}
