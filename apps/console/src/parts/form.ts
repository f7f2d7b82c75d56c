import { TollgateError } from '@tollgate/client';
import { type ChangeEvent, type FormEvent, useRef, useState } from 'react';

/** Attributes of a Mantine input. */
interface FieldProps<V> {
  readonly name: string;
  readonly value: V;
  readonly onChange: (value: V | ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  readonly error: string | undefined;
}

interface CheckProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

export interface Form<T> {
  readonly values: T;
  /** Attributes of the input of a field. */
  readonly field: <K extends keyof T & string>(name: K) => FieldProps<T[K]>;
  /** Attributes of a checkbox or switch. */
  readonly check: (name: keyof T & string) => CheckProps;
  readonly set: <K extends keyof T & string>(name: K, value: T[K]) => void;
  /** For `<form>`: `noValidate` is not set, so the browser checks required fields first. */
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly isBusy: boolean;
  /** The refusal, if it belongs to no field. */
  readonly error: unknown;
}

/**
 * The state of a form. A refusal keeps the values; it appears at its field if the server names one or `fields` maps its code to
 * one, and that field gets the focus. Otherwise it is `error`, which the form shows with `<Refusal>`.
 */
export function useForm<T extends object>(
  initial: T,
  submit: (values: T, reset: () => void) => Promise<unknown>,
  fields: Readonly<Record<string, keyof T & string>> = {},
): Form<T> {
  const [values, setValues] = useState(initial);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const refused = getField(error, values, fields);

  const set: Form<T>['set'] = (name, value) => {
    setValues((before) => ({ ...before, [name]: value }));
    if (refused === name) setError(undefined);
  };
  const reset = () => setValues(initial);
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await submit(values, reset);
    } catch (reason) {
      setError(reason);
      const field = getField(reason, values, fields);
      if (field) focus(element.current, field);
    } finally {
      setBusy(false);
    }
  };
  return {
    values,
    set,
    isBusy,
    error: refused ? undefined : error,
    field: (name) => ({
      name,
      value: values[name],
      onChange: (change) => set(name, readChange(change) as T[typeof name]),
      error: refused === name ? (error as TollgateError).message : undefined,
    }),
    check: (name) => ({
      name,
      checked: values[name] === true,
      onChange: (event) => set(name, event.currentTarget.checked as T[typeof name]),
    }),
    onSubmit: (event) => {
      event.preventDefault();
      element.current = event.currentTarget;
      if (!isBusy) void run();
    },
  };
}

function readChange(change: unknown): unknown {
  const isEvent = typeof change === 'object' && change !== null && 'currentTarget' in change;
  return isEvent ? (change as ChangeEvent<HTMLInputElement>).currentTarget.value : change;
}

/** The field that a refusal names. */
function getField<T extends object>(
  error: unknown,
  values: T,
  fields: Readonly<Record<string, keyof T & string>>,
): (keyof T & string) | undefined {
  if (!(error instanceof TollgateError)) return undefined;
  const mapped = fields[error.code];
  if (mapped) return mapped;
  // an option is named by its key
  const named = error.params.field ?? error.params.key;
  return typeof named === 'string' && Object.hasOwn(values, named) ? (named as keyof T & string) : undefined;
}

function focus(form: HTMLFormElement | null, name: string): void {
  // after the error is shown, because assistive tools read the field and its error together
  setTimeout(() => form?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus());
}
