import { useSyncExternalStore } from 'react';

const STORED = 'tollgate.user';
const listeners = new Set<() => void>();

/** The number of the user who signed in with this browser. The session itself is a cookie that no script can read. */
export function getUserId(): number | undefined {
  const stored = Number(localStorage.getItem(STORED));
  return Number.isSafeInteger(stored) && stored > 0 ? stored : undefined;
}

/** Remembers or forgets the signed-in user. */
export function setUserId(id: number | undefined): void {
  if (id === undefined) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, String(id));
  for (const listener of listeners) listener();
}

/** The signed-in user's number. The component renders again when it changes, in another tab too. */
export function useUserId(): number | undefined {
  return useSyncExternalStore(subscribe, getUserId);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
