export * from './catalogue.js';
export type { CreemProduct, PayMethod } from './catalogue/money.js';
export { type OptionSpec, problem, type Problem } from './kinds.js';
export { numberSql, optionSql, switchSql } from './option-sql.js';
export { Options, OPTIONS_CHANGED } from './options.js';
export { OptionsModule } from './options.module.js';
export { FOLLOWERS, PREREQUISITES } from './prerequisites.js';
export { quotaDisplay } from './quota-display.js';
export { openOption, sealOption } from './sealed.js';
