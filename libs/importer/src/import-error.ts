/** Why an import stopped, in words for the operator. Nothing else is printed of it, so it holds no password. */
export class ImportError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportError';
  }
}

/** The text of any error; of several, of all. */
export function messageOf(error: unknown): string {
  const { message, errors } = (error ?? {}) as { message?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.map((one) => messageOf(one)).join('; ');
  return typeof message === 'string' && message !== '' ? message : String(error);
}
