import { AppError } from '@tollgate/contracts';

const MAX_WILDCARDS = 2;
const MIN_OTHER = 2;

/** A search text of which `%` is a wildcard and everything else means itself. */
export class KeyPattern {
  private readonly parts: readonly string[];

  /** @throws AppError SEARCH_PATTERN_REFUSED for more than two wildcards, adjacent ones, or fewer than two other characters */
  constructor(text: string) {
    this.parts = text.split('%');
    const wildcards = this.parts.length - 1;
    const isTooFree = wildcards > MAX_WILDCARDS || text.includes('%%') || this.parts.join('').length < MIN_OTHER;
    if (wildcards > 0 && isTooFree) throw new AppError('SEARCH_PATTERN_REFUSED');
  }

  /** The same for PostgreSQL's LIKE. */
  get like(): string {
    return this.parts.map((part) => part.replace(/[\\_]/g, '\\$&')).join('%');
  }

  /** Whether a whole text matches. */
  matches(text: string): boolean {
    const [first = '', ...rest] = this.parts;
    const last = rest.pop();
    if (last === undefined) return text === first;
    if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
    const middle = text.slice(first.length, text.length - last.length);
    return rest.every((part) => middle.includes(part));
  }
}
