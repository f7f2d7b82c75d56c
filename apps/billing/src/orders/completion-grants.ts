import { admitGrant, grantRows } from '@tollgate/account-rules';
import type { Identity } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

/** The administrator who completes an order, with the role of the locked row. */
interface Actor {
  readonly identity: Identity;
  readonly role: number;
}

/**
 * Counts a completion by hand as a grant, because only the administrator states that the order was paid. Above the approval
 * threshold it waits until another administrator approves it, or completes the same order.
 * @returns the number of the approval for which the completion waits; undefined if the order may be credited now
 * @throws AppError GRANT_CEILING
 */
export async function admitCompletion(
  tx: Tx,
  actor: Actor,
  order: { readonly trade_no: string; readonly credit_quota: number },
): Promise<number | undefined> {
  const asked = await grantRows.findCompletion(tx, order.trade_no);
  if (asked?.state === 'done') return undefined;
  if (asked?.state === 'pending') {
    const isOwn = asked.actor_id === actor.identity.userId;
    if (!isOwn) await grantRows.decide(tx, asked.id, 'done', actor.identity.userId);
    return isOwn ? asked.id : undefined;
  }
  const { trade_no: targetId, credit_quota: amount } = order;
  const grant = await admitGrant(tx, actor, { kind: 'order', targetId, value: amount, amount });
  return grant.state === 'pending' ? grant.id : undefined;
}
