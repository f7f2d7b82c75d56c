/** A refusal of a command. Its text is complete, so it is printed without a stack. */
export class CommandError extends Error {}
