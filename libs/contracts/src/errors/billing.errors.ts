import { entries } from './entry.js';

/** The amounts that can still be charged after a refusal: both in whole quota, the second only if the key has a limit. */
const LEFT = ['balance', 'key_remaining'] as const;
/** Which limit refused a request, in quota; `resets_at` in Unix seconds if it is a window. */
const LIMIT = ['scope', 'limit', 'used', 'reserved', 'remaining', 'resets_at'] as const;

/** Refusals of the billing service. */
export const billingErrors = entries({
  // the ledger
  INSUFFICIENT_QUOTA: { status: 402, zh: '额度不足', en: 'Not enough quota', carries: [...LEFT, ...LIMIT] },
  AFF_QUOTA_INSUFFICIENT: { status: 402, zh: '邀请额度不足！', en: 'Not enough affiliate quota' },
  ACCOUNT_NOT_FOUND: { status: 404, zh: '账户不存在', en: 'There is no such account' },
  ALREADY_POSTED: { status: 409, zh: '该笔额度变动已入账', en: 'This has been posted already' },
  QUOTA_OUT_OF_RANGE: { status: 422, zh: '额度超出允许范围', en: 'The quota would be out of range' },
  QUOTA_CHANGED: {
    status: 409,
    zh: '额度已变动，当前为 {balance}，请刷新后重试',
    en: 'The quota has changed to {balance}: read it again',
  },
  QUOTA_OUTDATED: {
    status: 409,
    zh: '未保存：额度 {quota} 是该用户近一小时内的旧值，当前为 {balance}，请刷新后重试。如确需改回该值，请仅提交 id 与 quota',
    en: 'Nothing was saved: {quota} is what the quota was within the last hour, it is {balance} now. Read it again; to set it back on purpose, send id and quota alone',
  },
  // redemption codes
  REDEMPTION_INVALID: { status: 422, zh: '兑换码无效或已使用', en: 'The code is not valid or already used' },
  REDEMPTION_OWN: {
    status: 403,
    zh: '不能兑换自己创建或批准的兑换码',
    en: 'You cannot redeem a code that you made, changed or approved',
  },
  REDEMPTION_PENDING: {
    status: 409,
    zh: '兑换码等待管理员批准',
    en: 'The code waits for the approval of an administrator',
  },
  GRANT_ABOVE_THRESHOLD: {
    status: 403,
    zh: '超过需审批的额度 {threshold}，请改为新建兑换码',
    en: 'This is above the approval threshold of {threshold}; make new codes instead',
  },
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
  API_KEY_QUOTA_EXHAUSTED: {
    status: 402,
    zh: '该令牌额度已用尽',
    en: 'The quota of the API key is exhausted',
    carries: [...LEFT, ...LIMIT],
  },
  API_KEY_BUDGET_EXHAUSTED: {
    status: 429,
    zh: '该令牌本周期的预算已用尽',
    en: 'The budget of the API key for this period is exhausted',
    carries: LIMIT,
  },
  USER_BUDGET_EXHAUSTED: {
    status: 429,
    zh: '该用户本周期的预算已用尽',
    en: 'The budget of the user for this period is exhausted',
    carries: LIMIT,
  },
  API_KEY_UNKNOWN: { status: 404, zh: '无效的令牌', en: 'There is no such API key' },
  RESERVATION_UNKNOWN: { status: 404, zh: '预留不存在', en: 'There is no such reservation' },
  RESERVATION_ENDED: {
    status: 409,
    zh: '该请求的预留已结束',
    en: 'The reservation of this request was settled, released or has expired',
  },
  RECEIPT_NOT_FOUND: { status: 404, zh: '请求不存在', en: 'There is no such request' },
  RELAY_CREDENTIAL_INVALID: { status: 401, zh: '无效的中继凭证', en: 'The relay credential is not valid', bare: true },
  RELAY_CREDENTIAL_NOT_FOUND: { status: 404, zh: '中继凭证不存在', en: 'There is no such relay credential' },
  RELAY_SCOPE_MISSING: {
    status: 403,
    zh: '中继凭证缺少权限 {scope}',
    en: 'The relay credential lacks the scope {scope}',
  },
  RELAY_RATE_LIMITED: { status: 429, zh: '中继请求过于频繁', en: 'Too many requests with this relay credential' },
  // statements
  PERIOD_INVALID: { status: 400, zh: '时间范围无效', en: 'The period is not valid' },
  // prices and orders
  AMOUNT_BELOW_MINIMUM: { status: 422, zh: '充值数量不能小于 {minimum}', en: 'The amount must be at least {minimum}' },
  AMOUNT_ABOVE_MAXIMUM: { status: 422, zh: '充值数量不能大于 {maximum}', en: 'The amount must be at most {maximum}' },
  AMOUNT_TOO_CHEAP: { status: 422, zh: '充值金额过低', en: 'The amount is worth less than one cent' },
  PAYMENT_METHOD_UNKNOWN: { status: 422, zh: '支付方式不存在', en: 'There is no such payment method' },
  PAYMENT_CHANNEL_UNSUPPORTED: { status: 422, zh: '不支持的支付渠道', en: 'This payment channel is not supported' },
  PAYMENT_NOT_CONFIGURED: { status: 409, zh: '当前管理员未配置支付信息', en: 'Payment is not configured' },
  PAYMENT_START_FAILED: {
    status: 502,
    zh: '拉起支付失败',
    en: 'The payment page could not be opened: nothing was ordered',
  },
  PAYMENT_START_UNKNOWN: {
    status: 504,
    zh: '拉起支付失败，订单状态稍后自动核实',
    en: 'The payment provider did not answer in time: the order will be looked into',
  },
  PRODUCT_REQUIRED: { status: 422, zh: '请选择产品', en: 'Choose a product' },
  PRODUCT_UNKNOWN: { status: 422, zh: '产品不存在', en: 'There is no such product' },
  PRODUCT_MISCONFIGURED: { status: 409, zh: '产品配置错误', en: 'The product is not configured rightly' },
  ORDER_NOT_FOUND: { status: 404, zh: '充值订单不存在', en: 'There is no such order' },
  ORDER_REFUNDED: { status: 409, zh: '订单已退款，无法补单', en: 'The order was refunded, so it cannot be completed' },
  ORDER_NOT_COMPLETABLE: {
    status: 409,
    zh: '该导入的订单没有可充值的额度或支付渠道，无法补单',
    en: 'This imported order has no quota or no payment provider of this installation, so it cannot be completed',
  },
  TOO_MANY_OPEN_ORDERS: {
    status: 429,
    zh: '未支付的订单不能超过 {most} 个，请先支付或等待其过期',
    en: 'You have {most} unpaid orders: pay one, or wait until one expires',
  },
  ORDER_NOT_PAID: { status: 409, zh: '订单尚未支付，无法退款', en: 'The order is not paid' },
  ORDER_OF_PEER: {
    status: 403,
    zh: '无权操作同权限等级或更高权限等级的用户的订单',
    en: 'Not permitted: the order is of a user of your rank or above',
  },
  REFUND_OUT_OF_RANGE: {
    status: 422,
    zh: '退款金额必须大于 {refunded} 且不超过 {money}',
    en: 'The refund must be above {refunded} and at most {money}',
  },
  // subscriptions
  PLAN_LIMIT_REACHED: { status: 409, zh: '已达到该套餐的购买上限', en: 'You have reached the limit of this plan' },
  PLAN_NOT_FOUND: { status: 404, zh: '套餐不存在', en: 'There is no such plan' },
  PLAN_OFF: { status: 409, zh: '该套餐未启用', en: 'The plan is not offered' },
  PLAN_INVALID: { status: 400, zh: '套餐的 {field} 无效', en: 'The {field} of the plan is not valid' },
  PLAN_GROUP_UNKNOWN: { status: 409, zh: '套餐的分组 {group} 不存在', en: 'There is no group {group}' },
  PLAN_NOT_FROM_BALANCE: { status: 409, zh: '该套餐不支持余额支付', en: 'The plan cannot be paid from the balance' },
  PLAN_WITHOUT_PRODUCT: { status: 409, zh: '该套餐未配置此支付方式', en: 'The plan is not sold by this provider' },
  SUBSCRIPTION_NOT_FOUND: { status: 404, zh: '订阅不存在', en: 'There is no such subscription' },
  // providers
  ORDER_UNKNOWN_OR_DONE: {
    status: 409,
    zh: '订单不存在或已处理',
    en: 'The order does not exist or is settled already',
  },
  WEBHOOK_CLOSED: { status: 404, zh: '支付回调未启用', en: 'This webhook is closed: no secret is set', bare: true },
  SIGNATURE_INVALID: { status: 400, zh: '签名无效', en: 'The signature is not valid', bare: true },
  CALLBACK_MALFORMED: { status: 400, zh: '回调内容无法解析', en: 'The callback cannot be read', bare: true },
  QUARANTINED_EVENT_NOT_FOUND: { status: 404, zh: '该回调不存在或已处理', en: 'There is no such open callback' },
});
