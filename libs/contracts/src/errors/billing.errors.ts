import { entries } from './entry.js';

/** Refusals of the billing service. */
export const billingErrors = entries({
  // the ledger
  INSUFFICIENT_QUOTA: { status: 402, zh: '额度不足', en: 'Not enough quota' },
  AFF_QUOTA_INSUFFICIENT: { status: 402, zh: '邀请额度不足！', en: 'Not enough affiliate quota' },
  ACCOUNT_NOT_FOUND: { status: 404, zh: '账户不存在', en: 'There is no such account' },
  ALREADY_POSTED: { status: 409, zh: '该笔额度变动已入账', en: 'This has been posted already' },
  QUOTA_OUT_OF_RANGE: { status: 422, zh: '额度超出允许范围', en: 'The quota would be out of range' },
  QUOTA_CHANGED: {
    status: 409,
    zh: '额度已变动，当前为 {balance}，请刷新后重试',
    en: 'The quota has changed to {balance}: read it again',
  },
});
