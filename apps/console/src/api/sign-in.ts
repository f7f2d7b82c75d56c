import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { setUserId } from './session';

/** Finishes a sign-in in the browser: remembers the user and opens the page that was requested. */
export function useSignedIn(): (user: { readonly id: number }) => void {
  const queries = useQueryClient();
  const router = useRouter();
  const search: { readonly next?: string } = useSearch({ strict: false });
  return ({ id }) => {
    setUserId(id);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'status' });
    router.history.push(getOwnPath(search.next) ?? '/console');
  };
}

/** The path of a link that leads to a page of this site; undefined for any other text, because a link may be forged. */
export function getOwnPath(next: string | undefined): string | undefined {
  if (!next?.startsWith('/')) return undefined;
  const { origin, pathname, search, hash } = new URL(next, location.origin);
  return origin === location.origin ? `${pathname}${search}${hash}` : undefined;
}
