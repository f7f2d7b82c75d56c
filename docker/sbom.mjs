import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { neededPlaces } from './assemble.mjs';

/**
 * Prints what the image holds as a CycloneDX 1.6 document: each package by name, version, licence and the hash it was installed by.
 * `node docker/sbom.mjs > sbom.cdx.json`, after `npm ci`. It reads the same list as `assemble.mjs`. `npm sbom --omit dev` would
 * omit half of it, because the workspace also names those packages as development dependencies.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The document for the packages of this platform. It has no time and no serial number, so the same files give the same text. */
export function sbom(root = ROOT) {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const lock = read('package-lock.json');
  const { version, license, description } = read('package.json');
  const components = neededPlaces(lock)
    .filter((place) => place.includes('node_modules') && !lock.packages[place].link && existsSync(join(root, place)))
    .map((place) => component(place, lock.packages[place]));
  // a package may be installed in several places
  const byRef = new Map(components.map((each) => [each['bom-ref'], each]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `tollgate@${version}`,
        name: 'tollgate',
        version,
        description,
        ...terms(license),
      },
    },
    components: [...byRef.values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
  };
}

function component(place, { name = place.replace(/^.*node_modules\//, ''), version, license, integrity }) {
  const [scope, base] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${scope ? `${encodeURIComponent(scope)}/` : ''}${base}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    ...(scope ? { group: scope } : {}),
    name: base,
    version,
    purl,
    ...terms(license),
    ...(integrity ? { hashes: [hashOf(integrity)] } : {}),
  };
}

/** SPDX: one licence or an expression of several. */
function terms(license) {
  return license ? { licenses: [{ expression: license }] } : {};
}

/** From the lock file's `sha512-<base64>` (Subresource Integrity). */
function hashOf(integrity) {
  const [, bits, digest] = /^sha(\d+)-(\S+)/.exec(integrity);
  return { alg: bits === '1' ? 'SHA-1' : `SHA-${bits}`, content: Buffer.from(digest, 'base64').toString('hex') };
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  process.stdout.write(`${JSON.stringify(sbom(), null, 2)}\n`);
