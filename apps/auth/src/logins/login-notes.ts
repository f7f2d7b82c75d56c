import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { Database, type Tx } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { Throttle } from '../throttle/throttle.js';

// the session that has just begun is not counted: it is made after this
const SEEN = {
  name: 'logins.seen',
  text: `SELECT EXISTS (SELECT FROM auth.sessions WHERE user_id = $1) AS before,
                EXISTS (SELECT FROM auth.sessions WHERE user_id = $1 AND ip = $2 AND user_agent = $3) AS here`,
} as const;

/** What is remembered of logins: the browser, the security log, and the mail about a device not seen before. */
@Injectable()
export class LoginNotes {
  constructor(
    private readonly throttle: Throttle,
    private readonly events: SecurityEvents,
    private readonly database: Database,
  ) {}

  /** A login that is about to get its session, in that transaction. */
  async begins(tx: Tx, userId: number, method: string, caller: Caller): Promise<void> {
    const isNewBrowser = await this.throttle.trust(tx, userId, caller);
    const [seen] = await tx.query<{ before: boolean; here: boolean }>(SEEN, [userId, caller.ip, caller.userAgent]);
    const isNewDevice = isNewBrowser && seen?.before === true && !seen.here;
    const letter = { kind: 'new_device', ip: caller.ip, device: caller.userAgent } as const;
    const event = { userId, action: 'security.login', after: { method, isNewDevice }, caller } as const;
    await this.events.done(tx, isNewDevice ? { ...event, letter } : event);
  }

  /** A password that was wrong; written for a name that nobody has too, so that it takes as long. */
  async refused(userId: number | undefined, caller: Caller): Promise<void> {
    await this.events.refused(this.database, {
      userId: userId ?? 0,
      action: 'security.login_refused',
      actor: null,
      caller,
    });
  }
}
