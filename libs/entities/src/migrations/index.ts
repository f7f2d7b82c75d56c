import type { MigrationInterface } from 'typeorm';
import { Ledger1795410003000 } from './1795410003000-ledger.js';

/** Every migration in order; listed by hand so that a build ships exactly these. */
export const migrations: (new () => MigrationInterface)[] = [Ledger1795410003000];
