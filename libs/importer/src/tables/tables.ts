import { apiKeys } from './api-keys.js';
import { checkIns } from './check-ins.js';
import { identities } from './identities.js';
import { keptTables } from './kept.js';
import { orders } from './orders.js';
import { passkeys } from './passkeys.js';
import { plans } from './plans.js';
import { redemptions } from './redemptions.js';
import { backupCodes, twoFactors } from './second-factors.js';
import { subscriptions } from './subscriptions.js';
import type { TableImport } from './table-import.js';
import { usage } from './usage.js';
import { users } from './users.js';

/** Every table in the order in which they are moved: users first, because other rows refer to them. Options and logs have other runners. */
export const TABLES: readonly TableImport[] = [
  users,
  identities,
  twoFactors,
  backupCodes,
  passkeys,
  apiKeys,
  redemptions,
  orders,
  checkIns,
  plans,
  subscriptions,
  usage,
  ...keptTables,
];
