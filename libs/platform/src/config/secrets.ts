import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOrCreateSecretFile } from './secret-file.js';

const MIN_LENGTH = 32;
/** Values that people copy from examples (New API refuses the first, too). */
const SAMPLE =
  /random_string|change.?me|your.?secret|example|placeholder|password|^secret|0123456789abcdef|1234567890/i;

/** Why a secret must not protect a production system; undefined when it may. */
export function findWeakness(secret: string): string | undefined {
  if (secret.length < MIN_LENGTH) return `must have ${MIN_LENGTH} characters or more`;
  if (SAMPLE.test(secret)) return 'is a sample value: make one with `openssl rand -base64 32`';
  if (new Set(secret).size < 10) return 'is too regular: make one with `openssl rand -base64 32`';
  return undefined;
}

/** The secret kept in the data folder under a name, made on the first call; only this account can read it. */
export function keptSecret(dataDir: string, name: string): string {
  const folder = join(dataDir, 'secrets');
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readOrCreateSecretFile(join(folder, name), () => randomBytes(32).toString('base64url'));
}
