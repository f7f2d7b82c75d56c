import { type AppError, ERRORS } from '@tollgate/contracts';

/** The English text of a refusal, with its code. */
export function describeRefusal({ code, params }: AppError): string {
  const text = ERRORS[code].en.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  return `${text} (${code})`;
}
