export { Credential } from './auth/credential.entity.js';
export { LinkedIdentity } from './auth/identity.entity.js';
export { Session } from './auth/session.entity.js';
export { User } from './auth/user.entity.js';
