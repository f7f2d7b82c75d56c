import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { filesUnder, root } from './product.mjs';

const IMPORT = /^\s*(?:import|export)\b[^;'"]*?from '(\.[^']+)';|\bimport\('(\.[^']+)'\)/gm;

/** The files that each source file imports by a relative path, type-only imports included. */
function buildGraph(files) {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const paths = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, from, dynamic]) => from ?? dynamic);
      const targets = paths.map((path) => resolve(dirname(file), path.replace(/\.js$/, '.ts')));
      return [file, targets.filter((target) => known.has(target))];
    }),
  );
}

/** One cycle of each file that begins one: the shortest path from the file back to itself. */
function findCycles(graph) {
  const seen = new Set();
  return [...graph.keys()].flatMap((start) => {
    const cycle = pathBack(graph, start);
    if (!cycle || seen.has([...cycle].sort().join())) return [];
    seen.add([...cycle].sort().join());
    return [cycle.map((file) => relative(root, file)).join(' -> ')];
  });
}

function pathBack(graph, start) {
  const from = new Map();
  const queue = [start];
  for (const file of queue) {
    for (const target of graph.get(file) ?? []) {
      if (target === start) return trace(from, start, file);
      if (from.has(target)) continue;
      from.set(target, file);
      queue.push(target);
    }
  }
  return undefined;
}

function trace(from, start, last) {
  const path = [last];
  while (path[0] !== start) path.unshift(from.get(path[0]));
  return path;
}

it('no source files import each other in a circle, not even for types', () => {
  const files = ['apps', 'libs'].flatMap((folder) => filesUnder(folder, '.ts'));
  const graph = buildGraph(files);
  expect(graph.size).toBeGreaterThan(400);
  expect([...graph.values()].flat().length).toBeGreaterThan(800);
  expect(findCycles(graph)).toEqual([]);
});
