export { IMPORT_HELP, type ImportEnvironment, type ImportRequest, parseImport } from './command/arguments.js';
export { exportBalances } from './command/export-balances.js';
export { ImportError } from './import-error.js';
export { EXIT, type ImportPlace, runImport } from './run/run-import.js';
