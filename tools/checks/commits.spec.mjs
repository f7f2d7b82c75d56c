import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { root } from './product.mjs';

/** The rule begins with the commit that added this file. Older commits are history and stay as they are. */
const OWN_PATH = 'tools/checks/commits.spec.mjs';
const MAX_LENGTH = 72;
/** Commits on the main branch whose first line is longer. They stay, because the branch is never rewritten. */
const EXEMPT = [
  '68852224478ff05e14b8af440035f9d5c7a51748',
  'bdc292a80db6c7e9a41d10e102a2ed4b96f2ec2d',
  'c8ec6d0f57a9bbdedbd9ec331f5b7bf821ba538a',
];
const HEADER =
  /^(feat|fix|perf|refactor|test|docs|build|ci|chore)(\([a-z0-9-]+(, ?[a-z0-9-]+)*\))?!?: [^A-Z\s].*[^.\s]$/;

const git = (...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Why a commit's first line does not follow the rule; undefined if it does. */
export function headerProblem(header) {
  if (!HEADER.test(header)) return `not "type(scope): summary": ${header}`;
  if (header.length > MAX_LENGTH) return `${header.length} characters, at most ${MAX_LENGTH}: ${header}`;
  return undefined;
}

/** `{ commits }` after the rule began, or `{ reason }` why they cannot be read here. */
function commitsUnderTheRule() {
  try {
    git('rev-parse', '--git-dir');
  } catch {
    return { reason: 'this is no Git repository' };
  }
  if (git('rev-parse', '--is-shallow-repository').trim() === 'true') {
    return { reason: 'the history is shallow: git fetch --unshallow' };
  }
  const first = git('log', '--diff-filter=A', '--format=%H', '--', OWN_PATH).trim().split('\n').at(-1);
  if (!first) return { reason: `no commit has added ${OWN_PATH} yet` };
  const lines = git('log', '--no-merges', '--format=%H %s', `${first}..HEAD`).split('\n').filter(Boolean);
  return { commits: lines.map((line) => ({ hash: line.split(' ', 1)[0], header: line.slice(line.indexOf(' ') + 1) })) };
}

const { commits, reason } = commitsUnderTheRule();
if (reason) process.stdout.write(`\nSKIPPED the check of commits: ${reason}\n`);

describe('the commits', () => {
  (commits ? it : it.skip)('follow Conventional Commits, in 72 characters', () => {
    const problems = commits.flatMap(({ hash, header }) => {
      if (EXEMPT.includes(hash)) return [];
      const problem = headerProblem(header);
      return problem ? [`${hash} ${problem}`] : [];
    });
    expect(problems).toEqual([]);
  });
});

describe('the check of commits', () => {
  it.each([
    'feat(auth): add a nickname',
    'fix!: refuse a used code',
    'docs: explain how to restore',
    'test(checks): count words',
  ])('accepts %s', (header) => expect(headerProblem(header)).toBeUndefined());

  it.each([
    'Add a nickname',
    'feat: Add a nickname',
    'feature(auth): add',
    'fix(Auth): add x',
    'fix: add a nickname.',
    `fix: ${'x'.repeat(70)}`,
  ])('refuses %s', (header) => expect(headerProblem(header)).toBeDefined());
});
