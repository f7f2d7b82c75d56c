import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { admitGrant, canonical, grantRows, lockActor } from '@tollgate/account-rules';
import { AppError, type Identity, Nothing, Role } from '@tollgate/contracts';
import {
  type CreatedRedemptions,
  type CreateRedemptions,
  type DeletedRedemptions,
  type ExportRedemptions,
  type RedeemRequest,
  type Redeemed,
  type Redemption,
  type RedemptionBatch,
  type RedemptionId,
  type RedemptionPage,
  redemptionsRpc,
  type SearchRedemptions,
  type UpdateRedemption,
} from '@tollgate/contracts/billing/redemptions';
import { logQuotaPieces } from '@tollgate/money';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import { Options, quotaDisplay } from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { SingleStatement } from '../single-statement/single-statement.js';
import { redeemCode, whyNotRedeemed } from './redeem.statement.js';
import { MAX_COUNT, RedemptionsRepository, STATES, type Wanted } from './redemptions.repository.js';

type Context = RequestContext<Identity>;

const Status = { unused: 1, disabled: 2, used: 3 } as const;
const MAX_BATCH = 100;
const KEY_BYTES = 16;

/** Redemption codes: administrators make them, and each is redeemed once by one user. */
@Injectable()
export class RedemptionsService {
  constructor(
    private readonly redemptions: RedemptionsRepository,
    private readonly work: UnitOfWork,
    private readonly single: SingleStatement,
    private readonly idempotency: Idempotency,
    private readonly options: Options,
    private readonly records: Records,
  ) {}

  /**
   * Redeems a code: claim, credit and log line in one statement.
   * @throws AppError REDEMPTION_INVALID for an unknown, used, disabled, deleted or expired code. The code is the same for all, so that
   *   a guesser learns nothing. REDEMPTION_OWN for the administrators who made, raised or approved the code, REDEMPTION_PENDING
   *   before it is approved
   */
  redeem(request: RedeemRequest, context: Context): Promise<Redeemed> {
    const { identity, caller } = context;
    const text = logQuotaPieces(quotaDisplay(this.options));
    const key = request.key.trim();
    return this.single.run(context, redemptionsRpc.redeem, request, async (sql) => {
      const quota = await redeemCode(sql, key, identity.userId, caller.requestId, text);
      if (quota === null) throw new AppError(await whyNotRedeemed(sql, key, identity.userId));
      return { quota };
    });
  }

  /** Finds codes by id, key or the beginning of the name, by state, and by the user who made or redeemed them. */
  async list(request: SearchRedemptions): Promise<RedemptionPage> {
    const { p, page_size } = request;
    const { items, total } = await this.redemptions.page(toWanted(request), page_size, (p - 1) * page_size);
    const last = items.length === page_size ? items.at(-1) : undefined;
    const next_cursor = last ? String(last.id) : null;
    return { items, total, page: p, page_size, total_estimated: total >= MAX_COUNT, next_cursor };
  }

  /** @throws AppError REDEMPTION_NOT_FOUND */
  async get({ id }: RedemptionId): Promise<Redemption> {
    return requireCode(await this.redemptions.get(id));
  }

  /**
   * Makes up to 100 codes. Above the approval threshold they are made, but cannot be redeemed before another administrator approves.
   * @throws AppError APPROVAL_PENDING, GRANT_CEILING, REDEMPTION_NAME, REDEMPTION_COUNT_LOW, REDEMPTION_COUNT_HIGH, REDEMPTION_QUOTA, REDEMPTION_EXPIRY
   */
  async create(request: CreateRedemptions, context: Context): Promise<CreatedRedemptions> {
    const { identity, caller } = context;
    const { name, count, quota, expired_time: expiredTime = 0 } = request;
    if (count < 1) throw new AppError('REDEMPTION_COUNT_LOW');
    if (count > MAX_BATCH) throw new AppError('REDEMPTION_COUNT_HIGH');
    const keys = Array.from({ length: count }, () => randomBytes(KEY_BYTES).toString('hex'));
    const made = await this.idempotency.run(context, redemptionsRpc.create, request, async (tx) => {
      const role = await lockActor(tx, identity, Role.admin);
      await this.check(tx, { name, quota, expired_time: expiredTime });
      const batchId = await this.redemptions.nextBatch(tx);
      const amount = Math.min(count * quota, Number.MAX_SAFE_INTEGER);
      const grant = await admitGrant(
        tx,
        { identity, role },
        { kind: 'codes', targetId: batchId, value: quota, amount },
      );
      const codes = { keys, by: identity.userId, name, quota, expiredTime, batchId, grantId: grant.id };
      await this.redemptions.create(tx, codes);
      const after = { name, count, quota, expired_time: expiredTime, grant: grant.id, state: grant.state };
      const target = { type: 'redemption_batch', id: batchId };
      await this.records.audit(tx, { actor: identity, action: 'redemption.create', target, after, caller });
      return grant.state === 'pending' ? { keys, approval_id: grant.id } : { keys };
    });
    if (made.approval_id !== undefined) throw new AppError('APPROVAL_PENDING', { id: made.approval_id });
    return made;
  }

  /**
   * Changes what is given of a code; with `status_only` its status alone. A used code stays as it is.
   * @throws AppError REDEMPTION_NOT_FOUND, REDEMPTION_SPENT, REDEMPTION_STATUS and the refusals of `create`
   */
  async update(request: UpdateRedemption, { identity, caller }: Context): Promise<Redemption> {
    return this.work.run(async (tx) => {
      const role = await lockActor(tx, identity, Role.admin);
      const before = requireCode(await this.redemptions.lock(tx, request.id));
      if (before.status === Status.used) throw new AppError('REDEMPTION_SPENT');
      const wanted = request.status_only ? toStatusChange(before, request.status) : toFieldChange(before, request);
      await this.check(tx, wanted, before);
      await admitRaise(tx, { identity, role }, before, wanted);
      const after = requireCode(await this.redemptions.update(tx, wanted));
      const target = { type: 'redemption', id: request.id };
      const change = { before: toAudit(before), after: toAudit(after) };
      await this.records.audit(tx, { actor: identity, action: 'redemption.update', target, ...change, caller });
      return after;
    });
  }

  /** @throws AppError REDEMPTION_NOT_FOUND */
  async delete({ id }: RedemptionId, { identity, caller }: Context): Promise<Nothing> {
    await this.work.run(async (tx) => {
      await lockActor(tx, identity, Role.admin);
      if (!(await this.redemptions.delete(tx, id))) throw new AppError('REDEMPTION_NOT_FOUND');
      const target = { type: 'redemption', id };
      await this.records.audit(tx, { actor: identity, action: 'redemption.delete', target, caller });
    });
    return new Nothing();
  }

  /** Deletes the codes that cannot be redeemed any more: used, disabled and expired ones. */
  async deleteInvalid({ identity, caller }: Context): Promise<DeletedRedemptions> {
    const count = await this.work.run(async (tx) => {
      await lockActor(tx, identity, Role.admin);
      const deleted = await this.redemptions.deleteInvalid(tx);
      const target = { type: 'redemption', id: 'invalid' };
      const after = { deleted };
      await this.records.audit(tx, { actor: identity, action: 'redemption.delete', target, after, caller });
      return deleted;
    });
    return { count };
  }

  /**
   * Returns the codes of a batch. The export is audited, because the keys are worth money.
   * @throws AppError REDEMPTION_NOT_FOUND, PERMISSION_DENIED
   */
  async export({ batch_id: batchId }: ExportRedemptions, { identity, caller }: Context): Promise<RedemptionBatch> {
    const items = await this.work.run(async (tx) => {
      await lockActor(tx, identity, Role.admin);
      const codes = await this.redemptions.batch(tx, batchId);
      if (codes.length === 0) throw new AppError('REDEMPTION_NOT_FOUND');
      const target = { type: 'redemption_batch', id: batchId };
      await this.records.audit(tx, { actor: identity, action: 'redemption.export', target, caller });
      return codes;
    });
    return { items };
  }

  /** Checks the fields of a code. If it exists already, only the changed fields are checked. */
  private async check(
    tx: Tx,
    code: Pick<Redemption, 'name' | 'quota' | 'expired_time'>,
    before?: Redemption,
  ): Promise<void> {
    const length = [...code.name].length;
    if (code.name !== before?.name && (length < 1 || length > 20)) throw new AppError('REDEMPTION_NAME');
    if (code.quota !== before?.quota && code.quota < 1) throw new AppError('REDEMPTION_QUOTA');
    if (code.expired_time === 0 || code.expired_time === before?.expired_time) return;
    if (code.expired_time < 0 || code.expired_time > LAST_SECOND) throw new AppError('REDEMPTION_EXPIRY');
    const [row] = await tx.query<{ late: boolean }>(IS_PAST, [code.expired_time]);
    if (row?.late) throw new AppError('REDEMPTION_EXPIRY');
  }
}

/**
 * Counts a raised quota as a grant of the administrator who raises it. It cannot wait for an approval, because the code may be in
 * circulation already.
 * @throws AppError GRANT_CEILING, GRANT_ABOVE_THRESHOLD
 */
async function admitRaise(
  tx: Tx,
  actor: { identity: Identity; role: number },
  before: Redemption,
  { quota }: Pick<Redemption, 'quota'>,
): Promise<void> {
  if (quota <= before.quota) return;
  const amount = quota - before.quota;
  const grant = await admitGrant(tx, actor, { kind: 'code', targetId: before.id, value: quota, amount });
  if (grant.state === 'done') return;
  const { threshold } = await grantRows.limits(tx, actor.identity.userId);
  throw new AppError('GRANT_ABOVE_THRESHOLD', { threshold });
}

const IS_PAST = { name: 'redemptions.is_past', text: 'SELECT to_timestamp($1::bigint) < now() AS late' } as const;
/** The end of the year 9999. A later time is refused, because it is a mistake. */
const LAST_SECOND = 253_402_300_799;

function requireCode(code: Redemption | undefined): Redemption {
  if (!code) throw new AppError('REDEMPTION_NOT_FOUND');
  return code;
}

function toStatusChange(before: Redemption, status: number | undefined): Redemption {
  if (status !== Status.unused && status !== Status.disabled) throw new AppError('REDEMPTION_STATUS');
  return { ...before, status };
}

function toFieldChange(before: Redemption, { name, quota, expired_time }: UpdateRedemption): Redemption {
  return {
    ...before,
    name: name ?? before.name,
    quota: quota ?? before.quota,
    expired_time: expired_time ?? before.expired_time,
  };
}

function toWanted(request: SearchRedemptions): Wanted {
  const { keyword = '', status = '', used_username: name } = request;
  const text = keyword.trim();
  const id = /^\d{1,15}$/.test(text) ? Number(text) : null;
  return {
    keyword: text === '' ? null : { id, text },
    // the contract lets no other text pass
    state: Object.hasOwn(STATES, status) ? (status as keyof typeof STATES) : null,
    key: request.key,
    usedBy: request.used_user_id,
    usedByName: name && canonical(name.trim()),
    createdBy: request.user_id,
    batchId: request.batch_id,
    before: request.cursor === undefined ? undefined : Number(request.cursor),
  };
}

/** The part of a code that the audit trail keeps. The key is left out, because it is worth money. */
function toAudit({ name, quota, expired_time, status }: Redemption): object {
  return { name, quota, expired_time, status };
}
