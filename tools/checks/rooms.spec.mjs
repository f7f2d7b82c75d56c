import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projects, reduced, roomsPage } from '../generate/rooms-text.mjs';
import { root } from './product.mjs';

describe('the picture of the projects', () => {
  it('in docs/rooms.md is current: npm run generate', () => {
    // Prettier loads its parsers in a way that Jest's modules do not support, so it formats in its own process
    const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
    const page = execFileSync(process.execPath, [prettier, '--stdin-filepath', 'docs/rooms.md'], {
      cwd: root,
      input: roomsPage(projects(root)),
      encoding: 'utf8',
    });
    expect(readFileSync(join(root, 'docs/rooms.md'), 'utf8')).toBe(page);
  });

  it('has no cycle', () => {
    const needs = new Map(projects(root).map(({ name, needs: own }) => [name, own]));
    const done = new Set();
    const visit = (name, path) => {
      if (path.includes(name)) return [[...path, name].join(' -> ')];
      if (done.has(name)) return [];
      const found = (needs.get(name) ?? []).flatMap((next) => visit(next, [...path, name]));
      done.add(name);
      return found;
    };
    expect([...needs.keys()].flatMap((name) => visit(name, []))).toEqual([]);
  });

  it('leaves out arrows that a longer path implies', () => {
    const all = [
      { name: 'a', needs: ['b', 'c'] },
      { name: 'b', needs: ['c'] },
      { name: 'c', needs: [] },
    ];
    expect(reduced(all)).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });
});
