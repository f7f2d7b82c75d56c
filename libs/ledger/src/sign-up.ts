import { logQuota, type QuotaDisplay } from '@tollgate/money';
import type { Tx } from '@tollgate/platform/db';
import { LogType, Records } from '@tollgate/audit-log';
import { ledger, type Leg } from './ledger.js';

/** The gifts of a sign-up, in whole quota; 0 gives nothing. */
export interface SignUpGifts {
  readonly newUser: number;
  readonly invitee: number;
  readonly inviter: number;
}

const records = new Records();

function gift(kind: 'sign_up_gift' | 'invitee_gift', userId: number, amount: number) {
  const legs: Leg[] = [
    { userId, account: 'quota', amount },
    { account: 'gift', amount: -amount },
  ];
  return { kind, ref: String(userId), actor: null, legs } as const;
}

/**
 * Opens a new user's accounts and posts what the sign-up gives: the new user's gift, the invitee's, and the inviter's reward
 * (affiliate balance, history and count; the count also where the reward is 0). Each invitee rewards once: the reward's ref is
 * the invitee. Each gift is a line in its receiver's log, worded as quota is shown (`display`). Runs in the transaction that
 * makes the user.
 * @throws AppError ACCOUNT_NOT_FOUND if the inviter was erased, QUOTA_OUT_OF_RANGE
 */
export async function signUpPostings(
  tx: Tx,
  signUp: { userId: number; inviterId: number | null; gifts: SignUpGifts; requestId?: string; display?: QuotaDisplay },
): Promise<void> {
  const { userId, inviterId, gifts, requestId, display } = signUp;
  const tell = (whom: number, what: string, quota: number) => {
    const content = `${what} ${logQuota(quota, display)}`;
    return records.log(tx, { userId: whom, type: LogType.system, content, quota, requestId });
  };
  await ledger.open(tx, userId);
  if (gifts.newUser > 0) {
    await ledger.post(tx, { ...gift('sign_up_gift', userId, gifts.newUser), requestId });
    await tell(userId, '新用户注册赠送', gifts.newUser);
  }
  if (inviterId === null) return;
  if (gifts.invitee > 0) {
    await ledger.post(tx, { ...gift('invitee_gift', userId, gifts.invitee), requestId });
    await tell(userId, '使用邀请码赠送', gifts.invitee);
  }
  const reward = gifts.inviter;
  const legs: Leg[] =
    reward > 0
      ? [
          { userId: inviterId, account: 'affiliate', amount: reward },
          { account: 'affiliate', amount: -reward },
        ]
      : [];
  const counts = [{ userId: inviterId, affCount: 1, affHistoryQuota: reward }];
  await ledger.post(tx, { kind: 'inviter_reward', ref: String(userId), actor: userId, legs, counts, requestId });
  if (reward > 0) await tell(inviterId, '邀请用户赠送', reward);
}
