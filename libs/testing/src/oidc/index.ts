export * from './oidc-provider-double.js';
