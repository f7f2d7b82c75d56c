export { isAllowList, isOnAllowList } from './allow-list.js';
export { Authenticator } from './authenticator.js';
export { CredentialReader, type CredentialRow, resolveStatement } from './credential-reader.js';
export { hashSecret, newBase62, newSecret } from './secret.js';
export { STEP_UP_SECONDS, StepUp } from './step-up.js';
