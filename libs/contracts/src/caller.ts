/**
 * The facts that the gateway knows of the sender of a request. It travels with every message; nothing in it is proof of a
 * right.
 */
export interface Caller {
  /** SHA-256 of each presented secret, base64url; the service resolves them. A valid session wins over a bearer token. */
  readonly credential?: { readonly session?: string; readonly bearer?: string; readonly userId?: number };
  /** The client's address, canonical text (IPv4 or IPv6). */
  readonly ip: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly locale: Locale;
  /** Client's Idempotency-Key header, at most 255 characters. */
  readonly idempotencyKey?: string;
  /** Secret of the browser binding cookie, hashed: ties multi-step ceremonies (second factor, OAuth, passkeys) to one browser. */
  readonly browser?: string;
  /**
   * True when the request names no user in `New-Api-User`. Clients since 2026-07 never do, and hold their session as a short-lived
   * access token and a refresh cookie; so a login also answers those.
   */
  readonly bearer?: boolean;
  /** The request came from this machine: loopback peer and Host, and no proxy in between. */
  readonly isLocal?: boolean;
}

export type Locale = 'zh' | 'en';

/** Roles as stored and on the wire. */
export const Role = { guest: 0, user: 1, admin: 10, root: 100 } as const;
/** User status as stored and on the wire. */
export const UserStatus = { enabled: 1, disabled: 2 } as const;

/** The resolved owner of a credential, read from the database when the request arrived. */
export interface Identity {
  readonly userId: number;
  readonly username: string;
  readonly role: number;
  readonly status: number;
  readonly group: string;
  /** Null when an access token was presented. */
  readonly sessionId: number | null;
  /** The permission (`permissions.ts`) that the request needs, so that a change checks it again when it locks the actor. */
  readonly permission?: string;
}
