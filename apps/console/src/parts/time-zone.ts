const STORED = 'tollgate.time-zone';

/** The zone in which times are shown: the user's choice, or the browser's zone. */
export function getTimeZone(): string {
  return getStoredZone() || getBrowserZone();
}

/** The zone that the user chose, or an empty text if the browser's zone is shown. */
export function getStoredZone(): string {
  const stored = localStorage.getItem(STORED) ?? '';
  return Intl.supportedValuesOf('timeZone').includes(stored) ? stored : '';
}

/** Keeps a zone in this browser. An empty text means the browser's zone. */
export function setTimeZone(zone: string): void {
  if (zone) localStorage.setItem(STORED, zone);
  else localStorage.removeItem(STORED);
}

/** The zone of the browser. */
export function getBrowserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether a time, in Unix seconds, is still to come. */
export function isAhead(seconds: number): boolean {
  return seconds * 1000 > Date.now();
}
