import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { Throttle } from '../throttle/throttle.js';

// The new session is not counted, because it is created after this statement.
const SEEN = {
  name: 'logins.seen',
  text: `SELECT EXISTS (SELECT FROM auth.sessions WHERE user_id = $1) AS before,
                EXISTS (SELECT FROM auth.sessions WHERE user_id = $1 AND ip = $2 AND user_agent = $3) AS here`,
} as const;

/** Records of logins: the known browsers, the security log, and the mail about a new device. */
@Injectable()
export class LoginRecords {
  constructor(
    private readonly throttle: Throttle,
    private readonly events: SecurityEvents,
    private readonly database: Database,
    private readonly uow: UnitOfWork,
  ) {}

  /** Records a login, in the transaction that then creates its session. */
  async recordLogin(tx: Tx, userId: number, method: string, caller: Caller): Promise<void> {
    const isNewBrowser = await this.throttle.rememberBrowser(tx, userId, caller);
    const [seen] = await tx.query<{ before: boolean; here: boolean }>(SEEN, [userId, caller.ip, caller.userAgent]);
    const isNewDevice = isNewBrowser && seen?.before === true && !seen.here;
    const mail = { kind: 'new_device', ip: caller.ip, device: caller.userAgent } as const;
    const event = { userId, action: 'security.login', after: { method, isNewDevice }, caller } as const;
    await this.events.recordDone(tx, isNewDevice ? { ...event, mail } : event);
  }

  /** Records that wrong passwords locked the account, and sends its owner one mail a day that explains how to log in. */
  async recordLock(userId: number, caller: Caller): Promise<void> {
    await this.uow.run(async (tx) => {
      if (!(await this.throttle.claimNotice(tx, userId))) return;
      const mail = { kind: 'login_locked' } as const;
      await this.events.recordDone(tx, { userId, action: 'security.login_locked', actor: null, mail, caller });
    });
  }

  /** Ends the lock of the password, because the user has proved more than the password. */
  async endPasswordLock(tx: Tx, userId: number): Promise<void> {
    await this.throttle.unlock(tx, userId, ['password']);
  }

  /** Records a wrong password. An unknown name is recorded as well, so that both take the same time. */
  async recordRefusal(userId: number | undefined, caller: Caller): Promise<void> {
    await this.events.recordRefused(this.database, {
      userId: userId ?? 0,
      action: 'security.login_refused',
      actor: null,
      caller,
    });
  }
}
