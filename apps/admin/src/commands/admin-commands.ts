import { randomUUID } from 'node:crypto';
import { lockLiveNamed, lockNamed, type NamedAccount } from '@tollgate/account-rules';
import { COMMAND_LINE, commandCaller } from '@tollgate/audit-log';
import { type Caller, Role } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { CommandError } from '@tollgate/platform/config';
import type { Tx, UnitOfWork } from '@tollgate/platform/db';
import type { SetupService } from '../setup/setup.service.js';
import type { Erasure } from '../users/erasure.js';
import { type PersonalPart, readPersonalData } from '../users/personal-data.js';
import type { UserTrail } from '../users/user-trail.js';
import type { UserChange } from '../users/account-changes.js';
import type { UsersRepository } from '../users/users.repository.js';

/** The parts of the administration that commands use. */
export interface AdminParts {
  readonly work: UnitOfWork;
  readonly users: UsersRepository;
  readonly trail: UserTrail;
  readonly setup: SetupService;
  readonly erasure: Erasure;
}

/** Roles that a command gives by name; root is made by `createRoot` only. */
const ROLES = { user: Role.user, admin: Role.admin } as const;
export type RoleName = keyof typeof ROLES;

/** The record of a change. */
interface Change {
  readonly action: `user.${string}`;
  readonly before?: object;
  readonly after?: object;
  readonly reason?: string;
}

/**
 * Changes of accounts that an operator makes with a command. Each change and its audit event, whose actor is the command line, are one
 * transaction.
 */
export class AdminCommands {
  constructor(private readonly parts: AdminParts) {}

  /**
   * Makes the root account as the set-up does, and closes the set-up.
   * @throws AppError SETUP_DONE, SETUP_USERNAME_LENGTH, SETUP_PASSWORD_LENGTH, USERNAME_TAKEN
   */
  async createRoot(username: string, password: string): Promise<void> {
    const request = { username, password, confirmPassword: password };
    await this.parts.setup.run(request, { caller: commandCaller() }, COMMAND_LINE);
  }

  /** Ends the locks that wrong passwords, passkeys and codes caused. @throws CommandError if there is no such account */
  async unlock(name: string): Promise<void> {
    await this.changed(name, { action: 'user.unlock' }, (tx, { id }) => this.parts.users.unlock(tx, id));
  }

  /**
   * Adds quota to an account as an administrator's credit, and returns the new balance. Ceilings and approvals are limits of
   * administrators, so they do not apply.
   * @throws CommandError if there is no such account; AppError QUOTA_OUT_OF_RANGE
   */
  async grant(name: string, quota: number, reason: string): Promise<number> {
    const caller = commandCaller();
    return this.parts.work.run(async (tx) => {
      const { id } = await lockLiveNamed(tx, name);
      const { balance: before } = await ledger.lockQuota(tx, id);
      const { balance } = await ledger.post(tx, {
        kind: 'admin_adjust',
        ref: randomUUID(),
        actor: null,
        memo: reason,
        requestId: caller.requestId,
        legs: [
          { userId: id, account: 'quota', amount: quota },
          { account: 'admin', amount: -quota },
        ],
      });
      const after = balance ?? before;
      const event = {
        action: 'user.add_quota',
        before: { quota: before },
        after: { quota: after, value: quota },
        reason,
      } as const;
      await this.record(tx, id, event, caller);
      await this.parts.trail.logQuota(tx, { identity: { ...COMMAND_LINE, userId: 0 }, caller }, id, before, after);
      return after;
    });
  }

  /** Makes a user an administrator, or an administrator a user. @throws CommandError for root, or if there is no such account */
  async setRole(name: string, to: RoleName): Promise<void> {
    const caller = commandCaller();
    await this.parts.work.run(async (tx) => {
      const { id, role, username } = await lockLiveNamed(tx, name);
      if (role === Role.root) throw new CommandError(`${username} is root: its role never changes`);
      if (role === ROLES[to]) throw new CommandError(`${username} has the role ${to} already`);
      const change: UserChange = { role: ROLES[to] };
      await this.parts.users.change(tx, id, change);
      const action = to === 'admin' ? 'user.promote' : 'user.demote';
      await this.record(tx, id, { action, before: { role }, after: change }, caller);
    });
  }

  /**
   * Removes an account and all rows that belong to it, then its name and addresses in the logs. The ledger keeps its postings under
   * the number of the account. Returns the name that it had.
   * @throws CommandError for root, or if there is no such account
   */
  async erase(id: number): Promise<string> {
    const caller = commandCaller();
    const { username } = await this.parts.work.run(async (tx) => {
      const account = await lockNamed(tx, id);
      if (!account) throw new CommandError(`there is no account ${id}`);
      if (account.role === Role.root) throw new CommandError(`${account.username} is root and cannot be erased`);
      await this.record(tx, id, { action: 'user.remove', before: { role: account.role } }, caller);
      await ledger.close(tx, id, null, caller.requestId);
      await this.parts.users.remove(tx, id);
      // the job finishes the erasure if this process is stopped before it has
      await this.parts.trail.eraseLater(tx, id, { caller });
      return account;
    });
    await this.parts.erasure.eraseNow(id);
    return username;
  }

  /** All that is kept of a person, by table, without secrets. @throws CommandError if nothing is kept under the number */
  async export(id: number): Promise<readonly PersonalPart[]> {
    return this.parts.work.run(async (tx) => {
      // a person with a long history has more lines than the limit of a request allows
      await tx.query('SET LOCAL statement_timeout = 0');
      const parts = await readPersonalData(tx, id, null);
      if (parts.length === 0) throw new CommandError(`nothing is kept of an account ${id}`);
      await this.record(tx, id, { action: 'user.export' }, commandCaller());
      return parts;
    });
  }

  private async changed(
    name: string,
    change: Change,
    make: (tx: Tx, account: NamedAccount) => Promise<void>,
  ): Promise<void> {
    await this.parts.work.run(async (tx) => {
      const account = await lockLiveNamed(tx, name);
      await make(tx, account);
      await this.record(tx, account.id, change, commandCaller());
    });
  }

  private record(tx: Tx, id: number, change: Change, caller: Caller): Promise<void> {
    return this.parts.trail.record(tx, { identity: COMMAND_LINE, caller }, { ...change, id });
  }
}
