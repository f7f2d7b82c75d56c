import { AppError, type ErrorCode, type Identity } from '@tollgate/contracts';
import { getSqlState, type Tx } from '@tollgate/platform/db';
import { requirePermission } from '../access/permissions.js';

/** A user that the actor may change, as found and locked. */
export interface Target {
  /** The role that the actor has at this moment; the one in the request's identity may be older. */
  readonly actor_role: number;
  readonly id: number;
  readonly username: string;
  readonly display_name: string;
  readonly email: string;
  readonly role: number;
  readonly status: number;
  readonly group: string;
  readonly remark: string;
  readonly deleted_at: Date | null;
}

const LOCK = {
  name: 'locks.target',
  text: `SELECT actor_role, id, username, display_name, email, role, status, "group", remark, deleted_at
           FROM admin.hold_rank($1, $2)`,
} as const;

/** Larger numbers are no ids, because JSON would not carry them exactly. */
const isId = (id: number) => Number.isSafeInteger(id) && id > 0;

/**
 * Locks the actor and the user to be changed. Every administrative change of a user begins with this call, because the rule
 * "the actor outranks the target" is decided in one place, `admin.hold_rank`.
 *
 * Both rows are locked in the order of their ids until the transaction ends, so that two administrators who change each other
 * cannot deadlock. A demotion that came first is seen; one that comes later waits. Root outranks every user, itself included: the
 * caller refuses what must not be done to root. Deleted users are found.
 * @param outranked code of the refusal if the target has an equal or a higher role
 * @throws AppError PERMISSION_DENIED, PERMISSION_MISSING, USER_NOT_FOUND, `outranked`
 */
export async function lockTarget(tx: Tx, actor: Identity, targetId: number, outranked: ErrorCode): Promise<Target> {
  if (!isId(targetId)) throw new AppError('USER_NOT_FOUND');
  const codes: Record<string, ErrorCode> = { TR001: 'PERMISSION_DENIED', TR002: 'USER_NOT_FOUND', TR003: outranked };
  try {
    const [target] = await tx.query<Target & Record<string, unknown>>(LOCK, [actor.userId, targetId]);
    if (!target) throw new Error('admin.hold_rank returned no row');
    await requirePermission(tx, actor, actor.permission);
    return target;
  } catch (error) {
    const code = codes[getSqlState(error)];
    throw code ? new AppError(code) : error;
  }
}

/**
 * Like `lockTarget`, for changes that root must not make to itself without proof (its factors, its sessions), so the target must
 * have a lower role than the actor. Deleted users are not found.
 * @throws AppError PERMISSION_DENIED, USER_NOT_FOUND, `outranked`
 */
export async function lockLowerTarget(
  tx: Tx,
  actor: Identity,
  targetId: number,
  outranked: ErrorCode,
): Promise<Target> {
  const target = await lockTarget(tx, actor, targetId, outranked);
  if (target.deleted_at) throw new AppError('USER_NOT_FOUND');
  if (target.role >= target.actor_role) throw new AppError(outranked);
  return target;
}
