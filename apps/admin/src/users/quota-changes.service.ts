import {
  admitGrant,
  findRepeated,
  type GrantKind,
  type GrantRow,
  grantRows,
  requireDone,
  requirePermission,
  type Target,
} from '@tollgate/account-rules';
import { AppError, type Identity } from '@tollgate/contracts';
import type { ManageUserRequest, UpdateUserRequest } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { type Leg, ledger } from '@tollgate/ledger';
import type { Tx } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import { isOfForm } from './account-changes.js';
import { UserTrail } from './user-trail.js';

type Context = RequestContext<Identity>;

/** A form may be open this long and still be recognized by the quota with which it was opened, in seconds. */
const MAX_FORM_AGE = 3600;

const MODES = ['add', 'subtract', 'override'] as const;

/** A change of a balance as it was made, or as it waits for an approval. */
export interface QuotaChange {
  readonly grant: GrantRow;
  readonly before: number;
  /** The new balance; the old one while the grant is pending. */
  readonly after: number;
}

interface Wish {
  readonly kind: Extract<GrantKind, 'form' | (typeof MODES)[number]>;
  readonly value: number;
  readonly reference?: string;
  readonly reason?: string;
}

/** Changes of balances by administrators: relative ones, and new balances that a form sets. Each is a grant and a posting. */
@Injectable()
export class QuotaChangesService {
  constructor(private readonly trail: UserTrail) {}

  /**
   * Adds to, subtracts from or sets a balance. If the actor used the same `reference` before, the first result is returned.
   * @throws AppError PERMISSION_MISSING, INVALID_PARAMETER, QUOTA_CHANGE_ZERO, REFERENCE_REUSED, GRANT_CEILING, INSUFFICIENT_QUOTA, QUOTA_OUT_OF_RANGE
   */
  async change(tx: Tx, target: Target, request: ManageUserRequest, context: Context): Promise<GrantRow> {
    const wish = { ...toWish(request), targetId: target.id };
    const repeated = await findRepeated(tx, context.identity, wish);
    if (repeated) return repeated.state === 'pending' ? repeated : requireDone(repeated);
    if (target.deleted_at) throw new AppError('USER_DELETED');
    const { grant, before, after } = await this.apply(tx, target, wish, context);
    const { mode, value, reference } = request;
    await this.trail.record(tx, context, {
      action: 'user.add_quota',
      id: target.id,
      before: { quota: before },
      after: { quota: after, mode, value, reference, grant: grant.id, state: grant.state },
      reason: request.reason,
    });
    return grant.state === 'done' ? { ...grant, balance: after } : grant;
  }

  /**
   * Returns the outdated quota of a form and the balance, if the form only repeats the quota with which it was opened. Locks the
   * account.
   */
  async findOutdated(tx: Tx, { id }: Target, request: UpdateUserRequest, { identity }: Context) {
    const { quota } = request;
    if (quota === undefined || !isOfForm(request)) return undefined;
    const seen = { userId: id, quota, session: identity.sessionId, seconds: MAX_FORM_AGE };
    const balance = await ledger.outdatedForm(tx, seen);
    return balance === null ? undefined : { quota, balance };
  }

  /**
   * Sets the balance that a form names; undefined if it is the balance already.
   * @throws AppError PERMISSION_MISSING, QUOTA_CHANGED, GRANT_CEILING, ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE
   */
  async set(tx: Tx, target: Target, request: UpdateUserRequest, context: Context): Promise<QuotaChange | undefined> {
    const { quota, expected_quota: expected, reason } = request;
    if (quota === undefined) return undefined;
    const { balance } = await ledger.lockQuota(tx, target.id);
    if (expected !== undefined && expected !== balance) throw new AppError('QUOTA_CHANGED', { balance });
    if (quota === balance) return undefined;
    return this.apply(tx, target, { kind: 'form', value: quota, reason }, context);
  }

  /** The rights of the actor, whose row is locked, are asked here, because forms and actions both change balances. */
  private async apply(tx: Tx, target: Target, wish: Wish, context: Context): Promise<QuotaChange> {
    await requirePermission(tx, context.identity, 'user.grant');
    const { balance: before, debt } = await ledger.lockQuota(tx, target.id);
    const amount = toAmount(wish, before, debt);
    if (wish.kind === 'subtract') await this.refuseReserved(tx, target.id, before, wish.value);
    const actor = { identity: context.identity, role: target.actor_role };
    const grant = await admitGrant(tx, actor, { ...wish, targetId: target.id, amount: Math.max(0, amount) });
    if (grant.state === 'pending') return { grant, before, after: before };
    const after = await this.post(tx, grant, context, amount);
    return { grant, before, after };
  }

  /** A subtraction leaves what open reservations hold. Setting a balance may go below it, because it states the new balance. */
  private async refuseReserved(tx: Tx, userId: number, balance: number, value: number): Promise<void> {
    const reserved = await ledger.getReserved(tx, userId);
    if (balance - reserved < value) throw new AppError('INSUFFICIENT_QUOTA');
  }

  /**
   * Posts a grant that is not posted yet, and returns the new balance. `amount` is signed; an approved grant adds its own amount,
   * because the balance may have changed since it was asked for.
   */
  async post(tx: Tx, grant: GrantRow, context: Context, amount = grant.amount): Promise<number> {
    const userId = Number(grant.target_id);
    const { balance: before } = await ledger.lockQuota(tx, userId);
    if (amount === 0) {
      await grantRows.setPosted(tx, grant.id, null, before);
      return before;
    }
    const { transaction_id: id, balance } = await ledger.post(tx, {
      kind: 'admin_adjust',
      ref: context.operation,
      actor: grant.actor_id,
      memo: grant.reason,
      requestId: context.caller.requestId,
      legs: toLegs(userId, amount),
    });
    const after = balance ?? before;
    await grantRows.setPosted(tx, grant.id, id, after);
    await this.trail.logQuota(tx, context, userId, before, after);
    return after;
  }
}

function toLegs(userId: number, amount: number): Leg[] {
  return [
    { userId, account: 'quota', amount },
    { account: 'admin', amount: -amount },
  ];
}

/**
 * The signed amount to post. A new balance that is higher pays the user's debt on top, because a credit repays the debt first and
 * the balance must still be the one that was asked for.
 */
function toAmount({ kind, value }: Wish, balance: number, debt: number): number {
  if (kind === 'add') return value;
  if (kind === 'subtract') return -value;
  return value > balance ? value - balance + debt : value - balance;
}

/** @throws AppError INVALID_PARAMETER, QUOTA_CHANGE_ZERO */
function toWish({ mode, value, reference, reason }: ManageUserRequest): Wish {
  const kind = MODES.find((known) => known === mode);
  if (!kind) throw new AppError('INVALID_PARAMETER', { field: 'mode' });
  if (value === undefined || (kind === 'override' && value < 0)) {
    throw new AppError('INVALID_PARAMETER', { field: 'value' });
  }
  if (kind !== 'override' && value <= 0) throw new AppError('QUOTA_CHANGE_ZERO');
  return { kind, value, reference, reason };
}
