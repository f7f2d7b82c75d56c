import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { buildProgram } from './program.js';

const build = () => buildProgram(() => Promise.reject(new Error('a command ran')));

/** All commands with their parents' names. */
function list(command: Command, path = ''): [string, Command][] {
  return command.commands.flatMap((child) => [
    [`${path}${child.name()}`, child],
    ...list(child, `${path}${child.name()} `),
  ]);
}

describe('the command line', () => {
  it('lists every command of the first level with one line', () => {
    const help = build().helpInformation();
    expect(help).toContain('help [command]');
    for (const { name, description } of build().commands.map((c) => ({
      name: c.name(),
      description: c.description(),
    }))) {
      expect(description).toMatch(/^[a-z].{10,}$/);
      expect(help).toMatch(new RegExp(`^  ${name} .*${description.split(' ')[0]}`, 'm'));
    }
  });

  it('has a usage for each command', () => {
    for (const [name, command] of list(build()))
      expect([name, command.helpInformation()]).toEqual([name, expect.stringContaining(`Usage: tollgate ${name}`)]);
  });

  it('refuses an unknown command', async () => {
    await expect(build().parseAsync(['frobnicate'], { from: 'user' })).rejects.toThrow(
      'the command frobnicate is not known',
    );
  });
});
