/** Conditions of a `WHERE` as they are put together, with the values they bind. Their text is constant; requests only bind. */
export class Conditions {
  readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  /** Adds a condition in which `?` stands for the value. An undefined value asks for nothing. */
  add(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.values.push(value);
    this.conditions.push(condition.replaceAll('?', `$${this.values.length}`));
    return this;
  }

  /** `WHERE ...`, or nothing. */
  get where(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

/** A keyword as a LIKE pattern for "anywhere in it", in which only its own characters count. */
export function anywhere(keyword: string): string {
  return `%${keyword.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Trigrams are taken from words: only a keyword with a run of three letters or digits is helped by their index. */
export function hasTrigram(keyword: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(keyword);
}
