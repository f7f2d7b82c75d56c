import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { root } from './product.mjs';
import { productFiles } from './style/count.mjs';

const sources = productFiles().filter((file) => /^apps\/console\/src\/.*\.tsx?$/.test(file));
const read = (file) => readFileSync(join(root, file), 'utf8');
const parse = (text) => ts.createSourceFile('file.tsx', text, ts.ScriptTarget.Latest, true);

function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The declared texts of a file: `[{ hook, en: { key: text }, zh: { key: text } }]`. */
export function declaredTexts(text) {
  const found = [];
  walk(parse(text), (node) => {
    if (!ts.isVariableDeclaration(node) || !ts.isCallExpression(node.initializer ?? node)) return;
    if (node.initializer.expression.getText() !== 'defineTexts') return;
    const languages = node.initializer.arguments[1].properties.map((language) => [
      language.name.getText(),
      Object.fromEntries(language.initializer.properties.map((each) => [each.name.text, each.initializer.text])),
    ]);
    found.push({ hook: node.name.getText(), ...Object.fromEntries(languages) });
  });
  return found;
}

/** The keys that a file may pass to the texts of a hook, and the fixed beginnings of the keys that it builds. */
export function usedKeys(text, hook) {
  const keys = new Set();
  const prefixes = new Set();
  if (!text.includes(hook)) return { keys, prefixes };
  walk(parse(text), (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) keys.add(node.text);
    if (!ts.isTemplateExpression(node)) return;
    // `${name}Why` names the keys by their end
    if (node.head.text) prefixes.add(node.head.text);
    else keys.add(`*${node.templateSpans.at(-1).literal.text}`);
  });
  return { keys, prefixes };
}

/** Keys of these texts that no file uses. */
function unused({ hook, en }, files) {
  const uses = files.map((text) => usedKeys(text, hook));
  const isUsed = (key) =>
    uses.some(
      ({ keys, prefixes }) =>
        keys.has(key) ||
        [...prefixes].some((prefix) => key.startsWith(prefix)) ||
        [...keys].some((each) => each.length > 1 && each.startsWith('*') && key.endsWith(each.slice(1))),
    );
  return Object.keys(en).filter((key) => !isUsed(key));
}

const holes = (text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const all = sources.flatMap((file) => declaredTexts(read(file)).map((texts) => ({ file, ...texts })));

describe('the texts of the console', () => {
  it('exist in both languages, with the same values in them', () => {
    expect(all.length).toBeGreaterThan(5);
    const wrong = all.flatMap(({ file, en, zh }) =>
      [...new Set([...Object.keys(en), ...Object.keys(zh)])]
        .filter((key) => !en[key] || !zh[key] || String(holes(en[key])) !== String(holes(zh[key])))
        .map((key) => `${file}: ${key}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are all used', () => {
    const files = sources.filter((file) => !basename(file).endsWith('texts.ts')).map(read);
    expect(all.flatMap((texts) => unused(texts, files).map((key) => `${texts.file}: ${key}`))).toEqual([]);
  });

  it('stand beside the page that uses them', () => {
    const misplaced = all.filter(({ file, hook }) => {
      if (!file.includes('/pages/')) return false;
      const users = sources.filter((other) => other !== file && read(other).includes(hook));
      return !users.some((user) => dirname(user) === dirname(file));
    });
    expect(misplaced.map(({ file }) => file)).toEqual([]);
  });
});

describe('the check of texts', () => {
  it('finds declared keys, used keys and the fixed parts of built keys', () => {
    const [texts] = declaredTexts(
      "export const useA = defineTexts('a', { en: { x: 'X', s1: 'S' }, zh: { x: '某', s1: '斯' } });",
    );
    expect(texts).toEqual({ hook: 'useA', en: { x: 'X', s1: 'S' }, zh: { x: '某', s1: '斯' } });
    expect(unused(texts, ["const t = useA(); t('x'); t(`s${n}`);"])).toEqual([]);
    expect(unused(texts, ["const t = useA(); t('x');"])).toEqual(['s1']);
  });
});
