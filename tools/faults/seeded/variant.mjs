import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { edited } from './edit.mjs';

const LEFT_OUT = new Set(['node_modules', '.git', '.nx', '.data', 'coverage', 'out-tsc']);

/** A copy of the workspace, built files included, that can be given a defect; the checkout is never touched. */
export class Variant {
  #restore = [];

  constructor(root) {
    this.root = mkdtempSync(join(tmpdir(), 'tollgate-defects-'));
    cpSync(root, this.root, {
      recursive: true,
      filter: (path) =>
        !LEFT_OUT.has(
          path
            .slice(root.length + 1)
            .split('/')
            .at(-1),
        ),
    });
    linkModules(join(root, 'node_modules'), join(this.root, 'node_modules'));
    this.swc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
    delete this.swc.$schema;
  }

  /** Takes a protection out of the sources, which Jest reads, and of the built files, which processes run. */
  seed({ name, edits }) {
    for (const edit of edits)
      this.#write(edit.file, edited(readFileSync(join(this.root, edit.file), 'utf8'), edit, name));
  }

  /** Makes it sound again. */
  heal() {
    for (const { path, text } of this.#restore.splice(0).reverse()) writeFileSync(path, text);
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }

  #write(file, text) {
    const source = join(this.root, file);
    const built = source.replace('/src/', '/dist/').replace(/\.ts$/, '.js');
    for (const path of [source, built]) this.#restore.push({ path, text: readFileSync(path, 'utf8') });
    const { code } = transformSync(text, {
      ...this.swc,
      filename: source,
      swcrc: false,
      sourceMaps: false,
      module: { type: 'es6' },
    });
    writeFileSync(source, text);
    writeFileSync(built, code);
  }
}

/** The packages as they are installed, but the workspace's own, which are the copy's. */
export function linkModules(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from)) {
    if (entry !== '@tollgate') symlinkSync(join(from, entry), join(to, entry));
  }
  mkdirSync(join(to, '@tollgate'));
  for (const entry of readdirSync(join(from, '@tollgate'))) {
    symlinkSync(readlinkSync(join(from, '@tollgate', entry)), join(to, '@tollgate', entry));
  }
}
