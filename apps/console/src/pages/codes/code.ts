import type { Reply } from '@tollgate/client';

export type RedemptionCode = Reply<'get', '/api/redemption'>['data']['items'][number];

export type State = 'state1' | 'state2' | 'state3' | 'state_expired' | 'state_pending' | 'state_rejected';

export const UNUSED = 1;
export const DISABLED = 2;
export const REDEEMED = 3;

/** Whether a code can be redeemed, or what prevents it. */
export function getCodeState({ status, approval, expired_time: expiry }: RedemptionCode): State {
  if (approval === 'pending' || approval === 'rejected') return `state_${approval}`;
  if (status === UNUSED && expiry !== 0 && expiry * 1000 < Date.now()) return 'state_expired';
  const known = ([UNUSED, DISABLED, REDEEMED] as const).find((each) => each === status) ?? UNUSED;
  return `state${known}`;
}
