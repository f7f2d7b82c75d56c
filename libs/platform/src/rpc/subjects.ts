/** The service a subject belongs to: the second word of `rpc.<service>.<noun>.<verb>`. */
export function getService(subject: string): string {
  return subject.split('.', 2)[1] ?? '';
}

/** Whether a subject is one a pattern names; `*` stands for one word and `>` for one or more at the end, as in NATS. */
export function matches(pattern: string, subject: string): boolean {
  const want = pattern.split('.');
  const have = subject.split('.');
  if (want.at(-1) !== '>' && want.length !== have.length) return false;
  return want.every((word, i) => have[i] !== undefined && (word === '>' || word === '*' || word === have[i]));
}
