export * from './nats-server.js';
export { GuardedNats, passwordOf } from './accounts.js';
