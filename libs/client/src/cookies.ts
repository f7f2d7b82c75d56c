type Fetch = (request: Request) => Promise<Response>;

/** The cookies of one browser of sorts, for one server; for Node.js, whose `fetch` keeps none. */
export class CookieJar {
  /** Values by name. */
  readonly cookies = new Map<string, string>();

  /** The Cookie header, if there is any. */
  get header(): string | undefined {
    if (this.cookies.size === 0) return undefined;
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes over what a response sets, and forgets what it ends. */
  keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || attributes.some(isOver)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

function isOver(attribute: string): boolean {
  if (/^max-age=(0|-)/i.test(attribute)) return true;
  return /^expires=/i.test(attribute) && Date.parse(attribute.slice(8)) < Date.now();
}

/** A `fetch` that keeps cookies, because a session cookie, or a login with a second factor, needs that in Node.js. */
export function withCookies(jar = new CookieJar(), fetch: Fetch = globalThis.fetch): Fetch {
  return async (request) => {
    if (jar.header !== undefined) request.headers.set('cookie', jar.header);
    const response = await fetch(request);
    jar.keep(response.headers);
    return response;
  };
}
