import { AppError, type ErrorCode, type Identity } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

/** A user as found and locked under the rule of rank. */
export interface Target {
  /** The role the actor has at this moment; the one in the request's identity may be older. */
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

const HOLD = {
  name: 'ranks.hold',
  text: `SELECT actor_role, id, username, display_name, email, role, status, "group", remark, deleted_at
           FROM admin.hold_rank($1, $2)`,
} as const;

/** Ids beyond this are nobody's, and would not survive the way through JSON. */
const isId = (id: number) => Number.isSafeInteger(id) && id > 0;

/**
 * "The actor outranks the target", in one place: `admin.hold_rank`. Every administrative change of a user begins here. Locks
 * actor and target, in the order of their ids, until the transaction ends, and answers the target if the actor is an
 * administrator at that moment and outranks it (decision 21): a demotion that came first is seen, one that comes later waits.
 * Root outranks everybody, itself included: what may not be done to root is refused by the caller. Deleted users are found.
 * @param outranked what to refuse an equal or higher target with
 * @throws AppError PERMISSION_DENIED, USER_NOT_FOUND, `outranked`
 */
export async function lockTarget(tx: Tx, actor: Identity, targetId: number, outranked: ErrorCode): Promise<Target> {
  if (!isId(targetId)) throw new AppError('USER_NOT_FOUND');
  const codes: Record<string, ErrorCode> = { TR001: 'PERMISSION_DENIED', TR002: 'USER_NOT_FOUND', TR003: outranked };
  try {
    const [target] = await tx.query<Target & Record<string, unknown>>(HOLD, [actor.userId, targetId]);
    if (!target) throw new Error('admin.hold_rank answered nothing');
    return target;
  } catch (error) {
    const code = codes[String((error as { code?: unknown }).code)];
    throw code ? new AppError(code) : error;
  }
}

/**
 * As `lockTarget`, for what root may not do to itself without proof either (its factors, its sessions), and to live users only.
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
