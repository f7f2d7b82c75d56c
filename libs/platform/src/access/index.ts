export { isAllowList, isOnAllowList, parseAddressRange } from './allow-list.js';
export { CallGuard } from './call-guard.js';
export { hashSecret, newBase62, newSecret, newSessionAccessToken } from './secret.js';
