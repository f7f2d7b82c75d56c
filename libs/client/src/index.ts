export { TollgateClient } from './client.js';
export type { ClientOptions, FileOptions, Identity } from './client.js';
export { CookieJar, withCookies } from './cookies.js';
export { type ErrorCode, TollgateError } from './error.js';
export { readItems } from './paging.js';
export { type RetryOptions, withRetries } from './retry.js';
export type { FilePath, Method, Options, PathOf, Reply } from './operations.js';
export type { components, operations, paths } from './openapi.js';
