import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';

/** The settings and the log of a command. */
export interface CommandContext {
  readonly config: PlatformConfig;
  readonly log: Log;
}

/** The demands of a command on the settings. */
export interface CommandNeeds {
  /** Whether it opens or seals stored secrets, so that CRYPTO_SECRET is required in production. */
  readonly secrets?: boolean;
  /** Whether the standard output is a file for a program, so that log lines go to the standard error. */
  readonly printsFile?: boolean;
}

/** Reads the settings, then runs a command. */
export type Run = (needs: CommandNeeds, work: (context: CommandContext) => Promise<void>) => Promise<void>;
