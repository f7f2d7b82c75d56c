import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** Filters of a list as they stand in the address bar; a missing one is an empty text. */
export interface Filters<K extends string> {
  readonly values: Readonly<Record<K, string>>;
  readonly page: number;
  /** Changes filters and goes to the first page. */
  readonly set: (changes: Partial<Record<K, string>>) => void;
  readonly setPage: (page: number) => void;
  readonly clear: () => void;
  readonly isEmpty: boolean;
}

/** Filters of the current page, kept in its address, so that a link, a bookmark and the back button restore them. */
export function useFilters<K extends string>(names: readonly K[]): Filters<K> {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const values = Object.fromEntries(names.map((name) => [name, toText(search[name])])) as Record<K, string>;
  const page = Math.max(1, Number(toText(search.p)) || 1);
  const go = (changes: Readonly<Record<string, string | number | undefined>>) => {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ to: '.', search: Object.fromEntries(next), replace: true });
  };
  return {
    values,
    page,
    set: (changes) => go({ ...changes, p: undefined }),
    setPage: (next) => go({ p: next === 1 ? undefined : next }),
    clear: () => go(Object.fromEntries(['p', ...names].map((name) => [name, undefined]))),
    isEmpty: names.every((name) => values[name] === ''),
  };
}

/** A text that follows typing at once, and a filter that follows it after a pause. Pass both to a search field. */
export function useTyped(
  value: string,
  apply: (value: string) => void,
  pauseMs = 250,
): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const [applied, setApplied] = useState(value);
  if (applied !== value) {
    setApplied(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => apply(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, apply, pauseMs]);
  return [typed, setTyped];
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
