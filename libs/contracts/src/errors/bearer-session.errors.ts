import { entries } from './entry.js';

/** Refusals of bearer sessions. The codes are New API's, because its clients decide by them whether to try again. */
export const bearerSessionErrors = entries({
  AUTH_SESSION_MISMATCH: {
    status: 409,
    zh: '会话与请求的会话不一致',
    en: 'The session is not the one that the request names',
    bare: true,
  },
  AUTH_REFRESH_RACE: {
    status: 409,
    zh: '会话刚刚被刷新，请重试',
    en: 'The session was refreshed a moment ago, try again',
    bare: true,
  },
  AUTH_SESSION_REVOKED: {
    status: 401,
    zh: '会话已失效，请重新登录',
    en: 'The session has ended, log in again',
    bare: true,
  },
  AUTH_SESSION_NOT_FOUND: { status: 404, zh: '会话不存在', en: 'No such session', bare: true },
  SECURITY_PROOF_REQUIRED: { status: 403, zh: '需要安全验证', en: 'Verify who you are first', bare: true },
  SECURITY_PROOF_INVALID: { status: 403, zh: '安全验证无效', en: 'The proof is not valid', bare: true },
  SECURITY_PROOF_EXPIRED: { status: 403, zh: '安全验证已过期', en: 'The proof has expired', bare: true },
  SECURITY_PROOF_SCOPE_MISMATCH: {
    status: 403,
    zh: '安全验证不适用于此操作',
    en: 'The proof is for another purpose',
    bare: true,
  },
  SECURITY_PROOF_METHOD_MISMATCH: {
    status: 403,
    zh: '此操作需要另一种安全验证方式',
    en: 'This needs a proof by another method',
    bare: true,
  },
});
