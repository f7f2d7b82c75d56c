import { AppError, type ErrorCode, type Identity, Role } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

interface RankRow {
  readonly id: number;
  readonly username: string;
  readonly role: number;
}

const COLUMNS = 'SELECT id, username, role FROM auth.users WHERE id = $1 AND deleted_at IS NULL';
const ACTOR = { name: 'ranks.actor', text: `${COLUMNS} AND status = 1 FOR SHARE` } as const;
const TARGET = { name: 'ranks.target', text: `${COLUMNS} FOR UPDATE` } as const;

/**
 * Makes sure, in the transaction that acts, that the actor is still an administrator and outranks the target. Both rows stay
 * locked until it ends, in the order of their ids: a demotion that came first is seen, one that comes later waits, and two
 * administrators who act on each other cannot wait for each other (decision 21).
 * @param outranked what to refuse an equal or higher target with
 * @returns the target
 * @throws AppError PERMISSION_DENIED, USER_NOT_FOUND, `outranked`
 */
export async function holdActorAndTarget(
  tx: Tx,
  actor: Identity,
  targetId: number,
  outranked: ErrorCode,
): Promise<RankRow> {
  const read = async (statement: typeof ACTOR | typeof TARGET, id: number) =>
    (await tx.query<RankRow & Record<string, unknown>>(statement, [id]))[0];
  const isActorFirst = actor.userId <= targetId;
  const before = isActorFirst ? await read(ACTOR, actor.userId) : undefined;
  const target = await read(TARGET, targetId);
  const held = isActorFirst ? before : await read(ACTOR, actor.userId);
  if (!held || held.role < Role.admin) throw new AppError('PERMISSION_DENIED');
  if (!target) throw new AppError('USER_NOT_FOUND');
  if (target.role >= held.role) throw new AppError(outranked);
  return target;
}
