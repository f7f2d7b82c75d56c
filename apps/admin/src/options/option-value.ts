import { AppError } from '@tollgate/contracts';
import { type OptionKey, OPTIONS, problem, type Problem } from '@tollgate/options';

/** Formats a number in plain digits, because an exponent would be a second text for the same value. */
function toDigits(value: number): string {
  const text = String(value);
  return text.includes('e') && Number.isSafeInteger(value) ? BigInt(value).toString() : text;
}

/**
 * Returns the text to store for a value that a client sent: text as it is, numbers and switches in their one form, JSON as JSON.
 * @throws AppError OPTION_INVALID with the reason, if the option's check refuses the text
 */
export function toStoredText(key: OptionKey, value: unknown): string {
  const text = toOptionText(key, value);
  if (text === null) return refuse(key, problem('must not be empty', '不能为空'));
  const wrong = OPTIONS[key].check(text);
  if (wrong) return refuse(key, wrong);
  const refined = OPTIONS[key].refine?.(text) ?? text;
  return typeof refined === 'string' ? refined : refuse(key, refined);
}

function refuse(key: OptionKey, { en, zh }: Problem): never {
  throw new AppError('OPTION_INVALID', { key, reason: en, reason_zh: zh });
}

function toOptionText(key: OptionKey, value: unknown): string | null {
  if (typeof value === 'string') return OPTIONS[key].kind === 'text' ? value : value.trim();
  if (typeof value === 'number') return toDigits(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return null;
  return JSON.stringify(value);
}
