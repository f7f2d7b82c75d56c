import { entries } from './entry.js';

/** Refusals any call can meet. */
export const platformErrors = entries({
  INVALID_PARAMETER: { status: 400, zh: '无效的参数：{field}', en: 'Invalid parameter: {field}' },
  INVALID_VALUE: { status: 400, zh: '输入不合法：{field}', en: 'The value is not allowed: {field}' },
  MALFORMED_BODY: {
    status: 400,
    zh: '无效的参数：请求体不是合法的 JSON',
    en: 'Invalid parameter: the body is not valid JSON',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    zh: '无效的参数：不支持的内容类型',
    en: 'Invalid parameter: unsupported content type',
  },
  MALFORMED_REQUEST: { status: 400, zh: '无效的请求', en: 'The request is malformed', bare: true },
  REQUEST_TIMEOUT: { status: 408, zh: '请求超时', en: 'The request came too slowly', bare: true },
  HEADERS_TOO_LARGE: { status: 431, zh: '请求头过大', en: 'The headers are too large', bare: true },
  BODY_TOO_LARGE: { status: 413, zh: '请求体过大', en: 'The body is too large', bare: true },
  NOT_FOUND: { status: 404, zh: '无效的地址：{method} {path}', en: 'Invalid URL: {method} {path}', bare: true },
  UNAUTHENTICATED: {
    status: 401,
    zh: '无权进行此操作，未登录且未提供 access token',
    en: 'Not logged in and no access token given',
    bare: true,
  },
  CREDENTIAL_INVALID: {
    status: 401,
    zh: '无权进行此操作，登录状态或 access token 无效',
    en: 'The session or access token is not valid',
    bare: true,
  },
  NEW_API_USER_MISSING: {
    status: 401,
    zh: '无权进行此操作，未提供 New-Api-User',
    en: 'The New-Api-User header is missing',
    bare: true,
  },
  NEW_API_USER_MALFORMED: {
    status: 401,
    zh: '无权进行此操作，New-Api-User 格式错误',
    en: 'The New-Api-User header is malformed',
    bare: true,
  },
  NEW_API_USER_MISMATCH: {
    status: 401,
    zh: '无权进行此操作，New-Api-User 与登录用户不匹配',
    en: 'The New-Api-User header does not match the user',
    bare: true,
  },
  USER_DISABLED: { status: 401, zh: '用户已被封禁', en: 'The user is disabled', bare: true },
  PERMISSION_DENIED: {
    status: 403,
    zh: '无权进行此操作，权限不足',
    en: 'Not permitted: insufficient role',
    bareToBearer: true,
  },
  PERMISSION_MISSING: {
    status: 403,
    zh: '无权进行此操作：缺少权限 {permission}',
    en: 'Not permitted: root has taken the permission {permission} from you',
    bareToBearer: true,
  },
  ORIGIN_REFUSED: { status: 403, zh: '请求来源不被允许', en: 'The origin of the request is not allowed', bare: true },
  RATE_LIMITED: { status: 429, zh: '请求过于频繁，请稍后再试', en: 'Too many requests, try again later', bare: true },
  OVERLOADED: { status: 503, zh: '服务繁忙，请稍后再试', en: 'The service is busy, try again later', bare: true },
  UNAVAILABLE: {
    status: 503,
    zh: '服务暂不可用，请稍后再试',
    en: 'The service is not available, try again later',
    bare: true,
  },
  OUTCOME_UNKNOWN: {
    status: 504,
    zh: '未能及时得到结果，操作可能已完成',
    en: 'No answer in time: it may have been done',
    bare: true,
  },
  REPLY_TOO_LARGE: { status: 500, zh: '结果过大，无法返回', en: 'The result is too large to be returned', bare: true },
  INTERNAL: { status: 500, zh: '服务器内部错误', en: 'Something went wrong on our side', bare: true },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    zh: '相同的请求正在处理中',
    en: 'The same request is still running',
    bare: true,
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    zh: '该 Idempotency-Key 已用于另一个请求',
    en: 'This Idempotency-Key was used for another request',
  },
  IDEMPOTENCY_KEY_INVALID: { status: 400, zh: '无效的 Idempotency-Key', en: 'Invalid Idempotency-Key' },
});
