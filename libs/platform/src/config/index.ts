export { CommandError } from './command-error.js';
export { ConfigError, type Environment, environment, loadConfig, type Needs, parseTargets } from './load.js';
export { type PlatformConfig, platformSettings } from './platform-settings.js';
export { readOrCreateSecretFile } from './secret-file.js';
export { address, type ConfigOf, list, ranges, type Setting, type Settings, text, toggle, whole } from './setting.js';
export { CONFIG } from './token.js';
export { findRetired } from './retired.js';
