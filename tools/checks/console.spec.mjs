import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** The keys that a file may pass to the texts of a hook, and the fixed beginnings and ends of the keys that it builds. */
export function usedKeys(text, hook) {
  const keys = new Set();
  const prefixes = new Set();
  const suffixes = new Set();
  if (!text.includes(hook)) return { keys, prefixes, suffixes };
  walk(parse(text), (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) keys.add(node.text);
    // names of a table such as { pending: 'yellow' }, whose values are keys too
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) keys.add(node.name.text);
    if (!ts.isTemplateExpression(node)) return;
    const end = node.templateSpans.at(-1).literal.text;
    if (node.head.text) prefixes.add(node.head.text);
    else if (end) suffixes.add(end);
  });
  return { keys, prefixes, suffixes };
}

/**
 * Keys of these texts that no file uses. A key that is built of a list's values counts as used if the text has its fixed
 * beginning or end.
 */
function unused({ hook, en }, files) {
  const uses = files.map((text) => usedKeys(text, hook));
  const isUsed = (key) =>
    uses.some(
      ({ keys, prefixes, suffixes }) =>
        keys.has(key) ||
        [...prefixes].some((prefix) => key.startsWith(prefix)) ||
        [...suffixes].some((suffix) => key.endsWith(suffix)),
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
    // a file of texts may also use them, below their declaration
    const files = sources.map((file) => read(file).replace(/defineTexts\([\s\S]*?\n\}\);/g, ''));
    expect(all.flatMap((texts) => unused(texts, files).map((key) => `${texts.file}: ${key}`))).toEqual([]);
  });

  it('stand beside the page that uses them', () => {
    const misplaced = all.filter(({ file, hook }) => {
      if (!/\/pages\/.*texts\.ts$/.test(file)) return false;
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
