import { randomInt } from 'node:crypto';
import { createGuardrails, generate, generateSecret, verify } from 'otplib';

/** How long the app shows a code, in seconds. The clock may be off by one such step (RFC 6238 section 5.2). */
export const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
/** Imported secrets may be short: 16 characters of base32, as older authenticators made them. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 10 });
const BACKUP_CODES = 4;
const BACKUP_LENGTH = 8;
const BACKUP_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The code that a user typed: of the app, a backup code in its canonical form, or neither. */
export type TypedCode = { readonly kind: 'app' | 'backup'; readonly code: string } | null;

/** Parses a code as users type it: with spaces, and for a backup code in any letter case, with or without the dash. */
export function parseCode(typed: string): TypedCode {
  const code = typed.replaceAll(/\s/g, '').toUpperCase();
  if (/^\d{6}$/.test(code)) return { kind: 'app', code };
  const backup = code.replace(/^([A-Z0-9]{4})-([A-Z0-9]{4})$/, '$1$2');
  return /^[A-Z0-9]{8}$/.test(backup) ? { kind: 'backup', code: backup } : null;
}

/** A new shared secret: 160 bits, base32 (32 characters). */
export function createSeed(): string {
  return generateSecret({ length: SECRET_BYTES });
}

/** Four different backup codes in canonical form: 8 random letters and digits, 41 bits each. */
export function createBackupCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < BACKUP_CODES) {
    codes.add(Array.from({ length: BACKUP_LENGTH }, () => BACKUP_LETTERS[randomInt(BACKUP_LETTERS.length)]).join(''));
  }
  return [...codes];
}

/** Formats a backup code for display: XXXX-XXXX. */
export function formatBackupCode(backupCode: string): string {
  return `${backupCode.slice(0, 4)}-${backupCode.slice(4)}`;
}

/**
 * Builds the otpauth:// URL that an authenticator app reads from a QR code (Key URI Format of Google). Every part is
 * escaped.
 */
export function buildOtpauthUrl(seed: string, issuer: string, username: string): string {
  const name = encodeURIComponent(issuer);
  const query = `secret=${seed}&issuer=${name}&algorithm=SHA1&digits=6&period=${STEP_SECONDS}`;
  return `otpauth://totp/${name}:${encodeURIComponent(username)}?${query}`;
}

/**
 * The time step of a code, if it is valid for the current step, the previous or the next one, and later than `after`. Else
 * null. The statement that stores the step decides that it is used once only.
 * @param epoch time of the database, in Unix seconds
 */
export async function findTimeStep(seed: string, code: string, epoch: number, after: number): Promise<number | null> {
  const current = Math.floor(epoch / STEP_SECONDS);
  // If the clock was set back, the last used step may be later than all steps that could be accepted.
  if (after > current + 1) return null;
  const options = { secret: seed, token: code, epoch, epochTolerance: STEP_SECONDS, afterTimeStep: after, guardrails };
  const result = await verify(options);
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** The code that an app shows at `epoch`, for tests and tools. */
export function codeAt(seed: string, epoch: number): Promise<string> {
  return generate({ secret: seed, epoch, guardrails });
}
