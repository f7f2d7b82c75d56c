/** Collects the conditions of a `WHERE` and the values that they bind. The text is constant, so a request can only bind values. */
export class Conditions {
  readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  /** Adds a condition in which `?` stands for the value. If the value is undefined, nothing is added. */
  add(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.values.push(value);
    this.conditions.push(condition.replaceAll('?', `$${this.values.length}`));
    return this;
  }

  /** `WHERE ...`, or the empty text if there is no condition. */
  get where(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

/** Returns the LIKE pattern that finds a keyword anywhere in a text. Wildcards in the keyword are escaped, so they match themselves. */
export function toContainsPattern(keyword: string): string {
  return `%${keyword.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Whether the trigram index helps: only if the keyword has three letters or digits in a row, because trigrams are taken from words. */
export function hasTrigram(keyword: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(keyword);
}
