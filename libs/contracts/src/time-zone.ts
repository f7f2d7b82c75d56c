/** Whether a text is the IANA name of a time zone that this Node.js knows. */
export function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z]{2,32}(?:\/[A-Za-z0-9_+-]{1,32}){0,2}$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
