import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './product.mjs';
import { productFiles } from './style/count.mjs';

const WIDTH = 120;
const files = productFiles().filter((file) => file.endsWith('.md'));
const read = (file) => readFileSync(join(root, file), 'utf8');

/** The anchors that GitHub gives to headings. */
export function anchors(text) {
  const found = new Set();
  for (const [, heading] of withoutCode(text).matchAll(/^#+ (.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    found.add(
      plain
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    );
  }
  return found;
}

const withoutCode = (text) => text.replace(/^(```+)[\s\S]*?^\1$/gm, '');

/** Relative links of a file that lead to no file or to no heading. */
export function brokenLinks(file, text, has, textOf) {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path, anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!has(target)) return [`${file}: ${link}: no such file`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    return anchors(textOf(target)).has(anchor) ? [] : [`${file}: ${link}: no such heading`];
  });
}

/** Lines beyond the width, but for code, tables, and lines that one long word (a link, a path) makes too long. */
export function wideLines(text) {
  const blank = (code) => code.replace(/[^\n]/g, '');
  return text
    .replace(/^ *(```+)[\s\S]*?^ *\1$/gm, blank)
    .split('\n')
    .flatMap((line, i) =>
      line.length > WIDTH && !/^\s*\|/.test(line) && /\S\s+\S+\s+\S/.test(line.replace(/`[^`]*`/g, 'x')) ? [i + 1] : [],
    );
}

describe('the documents', () => {
  it('link to files and headings that exist', () => {
    const has = (file) => existsSync(join(root, file));
    expect(files.flatMap((file) => brokenLinks(file, read(file), has, read))).toEqual([]);
  });

  it('have lines of at most 120 characters', () => {
    expect(files.flatMap((file) => wideLines(read(file)).map((line) => `${file}:${line}`))).toEqual([]);
  });

  it('name files and folders of the product that exist', () => {
    const named = files
      .filter((file) => file !== 'CHANGELOG.md' && file !== 'docs/glossary.md')
      .flatMap((file) =>
        [...read(file).matchAll(/`((?:apps|libs|tools|docker|k8s|docs)\/[\w./-]+)`/g)].map(([, path]) => [file, path]),
      );
    const generated = (path) => path.startsWith('docker/secrets') || path.endsWith('/dist');
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(([, path]) => !generated(path) && !existsSync(join(root, path))).map(String)).toEqual([]);
  });

  it('hold no marker of a merge conflict', () => {
    expect(files.filter((file) => /^<{7} |^>{7} |^(> ){6}> /m.test(read(file)))).toEqual([]);
  });

  it('are all reachable from README.md', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) {
      for (const [, link] of read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        const target = relative('.', join(dirname(file), link));
        if (target.endsWith('.md') && existsSync(join(root, target))) reached.add(target);
      }
    }
    expect(files.filter((file) => !/^\.github\/|\/cases\//.test(file) && !reached.has(file))).toEqual([]);
  });
});

describe('the check of documents', () => {
  it('reports a link without a file and one without a heading', () => {
    const texts = {
      'a/x.md': '# A `code` here!\n[1](y.md) [2](y.md#some-title) [3](y.md#none) [4](z.md) [5](#a-code-here)',
    };
    texts['a/y.md'] = '## Some title\n```\n# None\n```\n';
    const broken = brokenLinks(
      'a/x.md',
      texts['a/x.md'],
      (file) => file in texts,
      (file) => texts[file],
    );
    expect(broken).toEqual(['a/x.md: y.md#none: no such heading', 'a/x.md: z.md: no such file']);
  });

  it('reports wide lines outside code and tables', () => {
    const wide = 'word '.repeat(30);
    expect(wideLines(`${wide}\n\`\`\`\n${wide}\n\`\`\`\n| ${wide}|\n${'x'.repeat(130)}\nshort`)).toEqual([1]);
  });
});
