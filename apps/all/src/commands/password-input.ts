import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { CommandError } from '@tollgate/platform/config';

/**
 * Reads a new password: the first line of the standard input, or two equal entries on a terminal, which does not show them. It is no
 * argument of a command, because other users of the machine see arguments.
 * @throws CommandError if it is empty, or if the two entries differ
 */
export async function readNewPassword(input: NodeJS.ReadStream = process.stdin): Promise<string> {
  const password = input.isTTY ? await askTwice(input) : ((await text(input)).split(/\r?\n/)[0] ?? '');
  if (password === '') throw new CommandError('no password was given');
  return password;
}

async function askTwice(input: NodeJS.ReadStream): Promise<string> {
  const first = await ask('New password: ', input);
  if (first !== (await ask('The same again: ', input))) throw new CommandError('the two passwords differ');
  return first;
}

async function ask(question: string, input: NodeJS.ReadStream): Promise<string> {
  process.stderr.write(question);
  // readline echoes to its output, so the output drops everything
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output, terminal: true });
  terminal.once('SIGINT', () => process.exit(130));
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
