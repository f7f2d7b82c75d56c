export { AccessModule } from './access.module.js';
export { Authenticator } from './authenticator.js';
export { CredentialReader, type CredentialRow, resolveStatement } from './credential-reader.js';
export { openHeaderModule } from './header-module.js';
export { requirePermission } from './permissions.js';
export { STEP_UP_SECONDS, StepUp } from './step-up.js';
