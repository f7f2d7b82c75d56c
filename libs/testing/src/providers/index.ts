export * from './http-double.js';
export * from './oauth-doubles.js';
