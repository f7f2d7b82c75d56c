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
  // redemption codes
  REDEMPTION_INVALID: { status: 422, zh: '兑换码无效或已使用', en: 'The code is not valid or already used' },
  REDEMPTION_NOT_FOUND: { status: 404, zh: '兑换码不存在', en: 'There is no such code' },
  REDEMPTION_NAME: {
    status: 400,
    zh: '兑换码名称长度必须在1-20之间',
    en: 'The name of a code must have 1 to 20 characters',
  },
  REDEMPTION_COUNT_LOW: { status: 400, zh: '兑换码个数必须大于0', en: 'At least one code must be made' },
  REDEMPTION_COUNT_HIGH: {
    status: 400,
    zh: '一次兑换码批量生成的个数不能大于 100',
    en: 'At most 100 codes can be made at once',
  },
  REDEMPTION_QUOTA: { status: 400, zh: '兑换码额度必须大于0', en: 'The quota of a code must be above 0' },
  REDEMPTION_EXPIRY: { status: 400, zh: '过期时间不能早于当前时间', en: 'The expiry must not be in the past' },
  REDEMPTION_SPENT: { status: 409, zh: '已使用的兑换码不能修改', en: 'A used code cannot be changed' },
  REDEMPTION_STATUS: { status: 400, zh: '兑换码状态只能是启用或禁用', en: 'A code can only be enabled or disabled' },
  // affiliate
  TRANSFER_TOO_SMALL: {
    status: 400,
    zh: '划转失败 转移额度最小为{minimum}！',
    en: 'At least {minimum} can be transferred',
  },
  // usage
  USAGE_CONFLICT: {
    status: 409,
    zh: '该请求已按不同的内容计费',
    en: 'This request id was charged with other contents',
  },
  API_KEY_QUOTA_EXHAUSTED: { status: 402, zh: '该令牌额度已用尽', en: 'The quota of the API key is exhausted' },
  // statements
  PERIOD_INVALID: { status: 400, zh: '时间范围无效', en: 'The period is not valid' },
});
