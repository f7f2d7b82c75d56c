/** The package ships no types. */
declare module 'unicode-confusables' {
  /** Replaces each character by its prototype in the confusables table of Unicode TS 39. */
  export function rectifyConfusion(text: string): string;
}
