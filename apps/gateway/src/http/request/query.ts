/** A parsed query: one text for each name, or a list if the name occurs more than once. */
export type Query = Record<string, string | string[]>;

const MAX_PAIRS = 200;

/**
 * Parses a query string. `+` is a space except in `email`, because the stock web client sends addresses unescaped. A broken
 * percent sequence stays unchanged. The result has no prototype, so a name cannot reach one.
 */
export function parseQuery(text: string): Query {
  const query: Query = Object.create(null) as Query;
  for (const pair of text.split('&', MAX_PAIRS)) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut < 0 ? pair : pair.slice(0, cut), true);
    add(query, name, decode(cut < 0 ? '' : pair.slice(cut + 1), name !== 'email'));
  }
  return query;
}

function add(query: Query, name: string, value: string): void {
  const before = query[name];
  if (before === undefined) query[name] = value;
  else if (typeof before === 'string') query[name] = [before, value];
  else before.push(value);
}

function decode(text: string, plusIsSpace: boolean): string {
  const spaced = plusIsSpace ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (error instanceof URIError) return spaced;
    throw error;
  }
}
