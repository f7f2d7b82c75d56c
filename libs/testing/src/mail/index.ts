export { LOOPBACK } from './certificate.js';
export * from './smtp-sink.js';
