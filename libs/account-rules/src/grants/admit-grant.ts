import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { type GrantKind, type GrantRow, type GrantState, grantRows } from './grants.repository.js';

/** The grant that an administrator requests. */
export interface GrantRequest {
  readonly kind: GrantKind;
  /** Id of the user, the batch or the code, or the order's number. */
  readonly targetId: number | string;
  readonly value: number;
  /** Quota that it creates at most; 0 if it takes quota away. */
  readonly amount: number;
  readonly reference?: string;
  readonly reason?: string;
}

/** The actor as locked: the role is that of the row, not that of the request. */
export interface GrantActor {
  readonly identity: Identity;
  readonly role: number;
}

/**
 * Finds the grant that the actor made under the same reference before, so that a repeated request gets the first result.
 * @throws AppError REFERENCE_REUSED if the reference named another kind, target or value
 */
export async function findRepeated(
  tx: Tx,
  actor: Identity,
  request: Pick<GrantRequest, 'kind' | 'targetId' | 'value' | 'reference'>,
): Promise<GrantRow | undefined> {
  const { kind, targetId, value, reference } = request;
  if (reference === undefined) return undefined;
  const row = await grantRows.findByReference(tx, actor.userId, reference);
  if (row && (row.kind !== kind || row.target_id !== String(targetId) || row.value !== value)) {
    throw new AppError('REFERENCE_REUSED', { reference });
  }
  return row;
}

/**
 * Returns a grant that was found or made, if it was carried out.
 * @throws AppError APPROVAL_PENDING, APPROVAL_REJECTED
 */
export function requireDone<T extends Pick<GrantRow, 'id' | 'state'>>(grant: T): T {
  if (grant.state === 'pending') throw new AppError('APPROVAL_PENDING', { id: grant.id });
  if (grant.state === 'rejected') throw new AppError('APPROVAL_REJECTED', { id: grant.id });
  return grant;
}

/**
 * Records a grant in the transaction that makes it. The caller holds the lock of the actor's row, so two grants of one
 * administrator follow one another and cannot pass the daily ceiling together.
 *
 * If the grant is above `AdminGrantApprovalThreshold`, its state is `pending` and the caller must not give anything: another
 * administrator approves it. Root is exempt from the ceiling because root sets it, but not from the approval.
 * @throws AppError GRANT_CEILING if the administrator gave too much since midnight UTC
 */
export async function admitGrant(tx: Tx, { identity, role }: GrantActor, request: GrantRequest): Promise<GrantRow> {
  const { amount, reference = null, reason = '', targetId, ...rest } = request;
  const state = amount > 0 ? await admit(tx, identity.userId, role, amount) : 'done';
  return grantRows.add(tx, {
    ...rest,
    actor_id: identity.userId,
    session_id: identity.sessionId,
    target_id: String(targetId),
    amount,
    reference,
    reason,
    state,
  });
}

async function admit(tx: Tx, actor: number, role: number, amount: number): Promise<GrantState> {
  const { ceiling, threshold, today } = await grantRows.limits(tx, actor);
  const isAboveCeiling = ceiling > 0 && today + BigInt(amount) > BigInt(ceiling);
  if (isAboveCeiling && role < Role.root) {
    throw new AppError('GRANT_CEILING', { ceiling, given: String(today) });
  }
  return threshold > 0 && amount > threshold ? 'pending' : 'done';
}
