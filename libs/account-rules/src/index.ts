export * from './access/index.js';
export { shownSubject } from './identities.js';
export * from './names.js';
export { type NewAccount, NewAccounts } from './new-accounts.js';
export { lockActor } from './locks/lock-actor.js';
export { lockOwner, type Owner } from './locks/lock-owner.js';
export { lockLowerTarget, lockTarget, type Target } from './locks/lock-target.js';
export { apiKeyLookups, type KeyFacts, parseModels, refuseKey, refuseKeyUse } from './api-key-rules.js';
export { type GroupRules, getUsableGroups, getUsableModels } from './usable-groups.js';
