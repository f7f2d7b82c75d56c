import ts from 'typescript';
import { Lexer } from 'yaml';

/**
 * The prose of a file, as blocks `{ line, text }`: a comment (or line comments that follow each other), a paragraph, a list item,
 * a table cell, a heading, a test title. A block ends the sentence that it holds.
 */

/** Comments that tools read, not people. */
const DIRECTIVE =
  /^(?:!|eslint|prettier-ignore|@ts-|c8 |istanbul |#region|#endregion|<reference|@__PURE__|syntax=|yaml-language-server)/;
const TITLED = new Set(['describe', 'it', 'test']);

const lineAt = (text, offset) => text.slice(0, offset).split('\n').length;

/** The comments and the test titles of a TypeScript or JavaScript file. The compiler's own parser tells comments from strings. */
export function ofScript(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Map();
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node)) titles.push(...titleOf(node, source));
    const children = node.getChildren(source);
    if (children.length === 0 || ts.isJSDoc(node)) {
      for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) found.set(range.pos, range);
      for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) found.set(range.pos, range);
    } else children.forEach(visit);
  };
  visit(source);
  const ranges = [...found.values()].sort((a, b) => a.pos - b.pos);
  return { comments: joined(ranges.map((range) => commentOf(range, text))), titles };
}

function commentOf({ pos, end, kind }, text) {
  const block = kind === ts.SyntaxKind.MultiLineCommentTrivia;
  const raw = text.slice(pos + 2, block ? end - 2 : end);
  const lines = raw.split('\n').map((line) => line.replace(/^\s*\*+\s?/, ''));
  const from = lineAt(text, pos);
  return { line: from, to: from + lines.length - 1, text: withoutTags(lines.join('\n')).trim(), block };
}

/** `@param name` and the like begin a sentence of their own. */
const withoutTags = (text) =>
  text.replace(/^\s*@(?:param|throws|returns?|see|example|default)\b(?:\s+\{[^}]*\})?/gm, '. ');

/** Line comments on lines that follow each other are one text. */
function joined(comments) {
  const blocks = [];
  for (const comment of comments.filter(({ text }) => text !== '' && !DIRECTIVE.test(text))) {
    const last = blocks.at(-1);
    if (last && !last.block && !comment.block && last.to + 1 === comment.line) {
      last.text += `\n${comment.text}`;
      last.to = comment.to;
    } else blocks.push({ ...comment });
  }
  return blocks.map(({ line, text }) => ({ line, text }));
}

/** The first argument of describe, it, test and their variants (`it.each(...)`), with `X` for what a template puts in. */
function titleOf(call, source) {
  const [first] = call.arguments;
  if (!first || !TITLED.has(rootName(call.expression))) return [];
  const text = ts.isStringLiteralLike(first)
    ? first.text
    : ts.isTemplateExpression(first)
      ? first.head.text + first.templateSpans.map(({ literal }) => `X${literal.text}`).join('')
      : undefined;
  if (text === undefined) return [];
  return [{ line: source.getLineAndCharacterOfPosition(first.getStart(source)).line + 1, text }];
}

function rootName(expression) {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootName(expression.expression);
  return '';
}

/** The comments of a YAML file, by its lexer: a # within a scalar is none. */
export function ofYaml(text) {
  const found = [];
  let offset = 0;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    const marks = ['\u0002', '\u0018', '\u001f'].includes(lexeme);
    if (lexeme.startsWith('#') && before !== '\u001f') found.push(hashComment(lineAt(text, offset), lexeme));
    if (!marks) offset += lexeme.length;
    before = lexeme;
  }
  return joined(found);
}

/** The comments of a shell script, a Dockerfile or a configuration: a # at the start of a line. */
export function ofLines(text) {
  const lines = text.split('\n').map((line, i) => ({ line, number: i + 1 }));
  return joined(lines.filter(({ line }) => /^\s*#/.test(line)).map(({ line, number }) => hashComment(number, line)));
}

const hashComment = (line, text) => ({ line, to: line, text: text.trim().replace(/^#+\s?/, ''), block: false });

/** The prose of a Markdown file: without code blocks and HTML comments; headings, list items and table cells are blocks. */
export function ofMarkdown(text) {
  const blocks = [];
  let fence = '';
  let open;
  const close = () => {
    if (open) blocks.push(open);
    open = undefined;
  };
  text.split('\n').forEach((raw, i) => {
    const mark = /^\s*(```+|~~~+)/.exec(raw)?.[1];
    if (mark && (fence === '' || raw.trim().startsWith(fence))) {
      fence = fence === '' ? mark : '';
      return close();
    }
    if (fence !== '') return;
    const line = plain(raw);
    if (line === '' || /^[-|:\s]+$/.test(line)) return close();
    if (line.startsWith('|')) {
      close();
      for (const cell of cells(line)) blocks.push({ line: i + 1, text: cell });
      return;
    }
    if (/^(#+|[-*+]|\d+\.) /.test(line)) close();
    const words = line.replace(/^(#+|[-*+]|\d+\.|>) /, '');
    if (open) open.text += `\n${words}`;
    else open = { line: i + 1, text: words };
    if (line.startsWith('#')) close();
  });
  close();
  return blocks;
}

const plain = (raw) =>
  raw
    .replace(/<!--.*?-->/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__/g, '')
    .trim();

const cells = (row) =>
  row
    .replace(/`[^`]*`/g, 'CODE')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
