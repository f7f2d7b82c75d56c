export * from './nats-server.js';
export { GuardedNats, buildPassword } from './accounts.js';
