import { randomInt } from 'node:crypto';
import { generate, generateSecret, verify } from 'otplib';

/** Seconds a code of the app is shown, and how far a clock may be off: one step either way (contract 8.2). */
export const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
const BACKUP_CODES = 4;
const BACKUP_LENGTH = 8;
const BACKUP_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** What somebody typed: a code of the app, a backup code in its one form, or neither. */
export type TypedCode = { readonly kind: 'app' | 'backup'; readonly code: string } | null;

/** Reads a code as people type it: spaces anywhere, a backup code in any case, with its dash or without. */
export function readCode(typed: string): TypedCode {
  const code = typed.replaceAll(/\s/g, '').toUpperCase();
  if (/^\d{6}$/.test(code)) return { kind: 'app', code };
  const backup = code.replace(/^([A-Z0-9]{4})-([A-Z0-9]{4})$/, '$1$2');
  return /^[A-Z0-9]{8}$/.test(backup) ? { kind: 'backup', code: backup } : null;
}

/** A new shared secret: 160 bits, base32 (32 characters). */
export function newSeed(): string {
  return generateSecret({ length: SECRET_BYTES });
}

/** Four different backup codes in the form they are read: 8 letters and digits without bias, 41 bits each. */
export function newBackupCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < BACKUP_CODES) {
    codes.add(Array.from({ length: BACKUP_LENGTH }, () => BACKUP_LETTERS[randomInt(BACKUP_LETTERS.length)]).join(''));
  }
  return [...codes];
}

/** A backup code as it is shown: XXXX-XXXX. */
export function shown(backupCode: string): string {
  return `${backupCode.slice(0, 4)}-${backupCode.slice(4)}`;
}

/** The otpauth:// address an authenticator app reads from a QR code (Google's Key URI Format), with every part escaped. */
export function buildOtpauthUrl(seed: string, issuer: string, username: string): string {
  const name = encodeURIComponent(issuer);
  const query = `secret=${seed}&issuer=${name}&algorithm=SHA1&digits=6&period=${STEP_SECONDS}`;
  return `otpauth://totp/${name}:${encodeURIComponent(username)}?${query}`;
}

/**
 * The step a code belongs to, if it is a code of this secret for the current step, the one before or the one after, and
 * later than `after`; else null. That a step is taken once only is decided by the statement that stores it.
 * @param epoch Unix seconds, the database's
 */
export async function findTimeStep(seed: string, code: string, epoch: number, after: number): Promise<number | null> {
  const current = Math.floor(epoch / STEP_SECONDS);
  // where the clock was set back, the last step taken may lie ahead of all that could be accepted
  if (after > current + 1) return null;
  const options = { secret: seed, token: code, epoch, epochTolerance: STEP_SECONDS, afterTimeStep: after };
  const result = await verify(options);
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** The code an app shows at a time, for tests and tools. */
export function codeAt(seed: string, epoch: number): Promise<string> {
  return generate({ secret: seed, epoch });
}
