import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Caller } from '@tollgate/contracts';

/** The actor of what an operator does with a command. It has no account, so its number is null. */
export const COMMAND_LINE = { userId: null, username: 'command line' } as const;

/** The caller of a command. It has no address, and its client names the account of the operating system. */
export function commandCaller(): Caller {
  return { ip: '', userAgent: `command line (${userInfo().username})`, requestId: randomUUID(), locale: 'en' };
}
