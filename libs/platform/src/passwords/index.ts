export { PasswordHasher } from './password-hasher.js';
export { passwordHasher } from './password-hasher-provider.js';
