export { type Answer, Flag, type Liberties, SoftAuthenticator } from './soft-authenticator.js';
