import { describe, expect, it } from '@jest/globals';
import { beyondLimits, countBlocks, countProduct, folderOf, proseOf, sum } from './style/count.mjs';
import { ENFORCED } from './style/limits.mjs';
import { deadCodes, emptyWords, hasConnective, sentences } from './style/words.mjs';

const texts = (blocks) => blocks.map(({ text }) => text);

describe('the words that carry no sentence', () => {
  it.each([
    ['Whoever asks is refused.', ['whoever']],
    ['Nobody reads it, lately or ever.', ['nobody', 'lately']],
    ['A statement waits for its turn.', ['turn']],
    ['The header says so, as the client was told.', ['told', 'says']],
    ['Signs the secret of who sets none.', ['who']],
    ['What came in between is lost.', ['what']],
    ['One at a time; what fails is tried again.', ['at a time', 'what']],
    ['It is gone for good.', ['for good']],
  ])('are found in: %s', (sentence, words) => {
    expect(emptyWords(sentence)).toEqual(words);
  });

  it.each([
    'The user who asks is refused.',
    'Returns what the provider sent.',
    'Who may call this?',
    'what',
    'Who calls',
    'Each replica asks the database, which in turn asks its standby.',
    'Turns off the second factor.',
    'Refused for good reason.',
  ])('are not found in: %s', (sentence) => {
    expect(emptyWords(sentence)).toEqual([]);
  });
});

describe('the words that connect', () => {
  it('are found as whole words only', () => {
    expect(hasConnective('Because the lock is held, the caller waits.')).toBe(true);
    expect(hasConnective('The soft limit of a shift.')).toBe(false);
  });
});

describe('codes that lead nowhere', () => {
  it('are those of lists that the repository does not hold', () => {
    expect(deadCodes('D24, R14: refuses (decision 21), see decisions 16-18')).toEqual([
      'D24',
      'R14',
      'decision 21',
      'decisions 16-18',
    ]);
    expect(deadCodes('invariant I3, S3, the V8 engine, UTF-8, ED25519')).toEqual([]);
  });
});

describe('a sentence', () => {
  it('ends at a mark that a space follows, and not within code or an address', () => {
    expect(sentences('Reads `a. b`. See https://x.test/a.b for more. At most 1.5 s')).toEqual([
      'Reads CODE.',
      'See LINK for more.',
      'At most 1.5 s',
    ]);
  });
});

describe('the prose of a file', () => {
  it('of TypeScript is its comments and test titles, and no string or regular expression', () => {
    const text = [
      '#!/usr/bin/env node',
      '/** Locks the row. */',
      "const a = 'http://x // nobody'; // the first",
      '// eslint-disable-next-line no-console',
      'const b = /[/*]nobody[*/]/; const c = `// ${/* inner */ a} nobody`;',
      '// one line',
      '// and the next',
      "describe('a code', () => { it.each([1])(`refuses ${a} twice`, () => {}); notATest('x'); });",
      '// the end',
    ].join('\n');
    const { comments, titles } = proseOf('a.ts', text);
    expect(texts(comments)).toEqual(['Locks the row.', 'the first', 'inner', 'one line\nand the next', 'the end']);
    expect(comments.map(({ line }) => line)).toEqual([2, 3, 5, 6, 9]);
    expect(texts(titles)).toEqual(['a code', 'refuses X twice']);
  });

  it('of YAML is its comments, and no # of a scalar', () => {
    const text = '# first\na: "x # nobody" # second\nb: |\n  # nobody\n  x\n# third\nc: a#b\n';
    expect(proseOf('a.yaml', text).comments).toEqual([
      { line: 1, text: 'first\nsecond' },
      { line: 6, text: 'third' },
    ]);
  });

  it('of Markdown leaves out code and takes headings, items and cells apart', () => {
    const text =
      '# Title\n\nOne\ntwo.\n\n```sh\nnobody\n```\n\n- item\n- [link](x.md)\n\n| a | b |\n|---|---|\n| `x` | cell |\n';
    expect(texts(proseOf('a.md', text).docs)).toEqual(['Title', 'One\ntwo.', 'item', 'link', 'a', 'b', 'CODE', 'cell']);
  });

  it('of scripts and configurations is the lines that begin with #', () => {
    expect(texts(proseOf('docker/Dockerfile', '# syntax=docker/dockerfile:1\nFROM x\n# Why.\n').comments)).toEqual([
      'Why.',
    ]);
    expect(texts(proseOf('.ci/run', '#!/bin/sh\necho "# no"\n  # Yes.\n').comments)).toEqual(['Yes.']);
  });
});

describe('the counts', () => {
  it('are of 1,000 sentences, by sentence', () => {
    const row = countBlocks([{ line: 7, text: 'Nobody, nobody waits. It stops if D24 holds. The end.' }]);
    expect(row).toMatchObject({ sentences: 3, connectives: 1, codes: [{ line: 7, codes: ['D24'] }] });
    expect(row.empty).toEqual([{ line: 7, words: ['nobody'], text: 'Nobody, nobody waits.' }]);
    expect(sum([row, row])).toEqual({ sentences: 6, empty: 1000 / 3, connectives: 1000 / 3, codes: 2 });
  });

  it('are listed when beyond their limits', () => {
    const row = { kind: 'docs', ...countBlocks([{ line: 1, text: 'Nobody waits.' }]) };
    expect(beyondLimits([row])).toEqual([
      'comments: 0.0 connectives, at least 120',
      'docs: 1000.0 empty words, at most 5',
      'docs: 0.0 connectives, at least 120',
    ]);
  });

  it('go by app, library, tool or top folder', () => {
    expect(['apps/auth/src/a.ts', 'docs/adr/a.md', 'README.md', 'tools/x.mjs'].map(folderOf)).toEqual([
      'apps/auth',
      'docs',
      '.',
      'tools',
    ]);
  });

  it('are taken from all kinds of files', () => {
    const kinds = new Set(countProduct().map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['comments', 'docs', 'titles']);
  });

  it('find no code that leads nowhere: npm run style', () => {
    const found = countProduct().flatMap(({ file, codes }) =>
      codes.map((code) => `${file}:${code.line} ${code.codes}`),
    );
    expect(found).toEqual([]);
  });

  const whenEnforced = ENFORCED ? it : it.skip;
  whenEnforced('are within their limits: npm run style', () => {
    expect(beyondLimits(countProduct())).toEqual([]);
  });
});
