/** The form that the browser's field of date and time takes, in the browser's zone. */
export function toLocalInput(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Unix seconds of what the field holds. */
export function fromLocalInput(text: string): number {
  return Math.floor(new Date(text).getTime() / 1000);
}
