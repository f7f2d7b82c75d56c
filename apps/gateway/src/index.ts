export { createGateway } from './gateway.js';
export { HttpConfig } from './http/config.js';
