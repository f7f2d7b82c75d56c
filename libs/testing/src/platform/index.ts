export { type Envelope, HttpClient, type HttpReply, type SendOptions } from './http-client.js';
export { type PlatformOptions, startPlatform, type TestPlatform } from './start-platform.js';
export { ServiceProcess, type StartWith } from './service-process.js';
