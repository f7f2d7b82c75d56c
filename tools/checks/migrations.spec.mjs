import { migrations } from '@tollgate/entities/migrations';
import { describe, expect, it } from '@jest/globals';

/**
 * Migrations that take away or tighten what the release before may still use: each with the release whose code was the last to
 * use it. Any other one has to leave running code working: it runs under it, and that code may be rolled back to.
 */
const CONTRACTING = {
  // replaces two checks by wider ones, so nothing that was accepted is refused
  Subscriptions1796083200000: '0.1.0',
};

const TAKES_AWAY = [
  /\bDROP\s+(TABLE|COLUMN|VIEW|SCHEMA|TYPE|FUNCTION|SEQUENCE|POLICY|ROLE|DEFAULT)\b/i,
  /\bRENAME\b/i,
  /\bALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE\b/i,
  /\bSET\s+NOT\s+NULL\b/i,
  /\bADD\s+(CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b/i,
  /\bADD\s+COLUMN\s+(?:(?!\bDEFAULT\b|,|;).)*\bNOT\s+NULL\b(?:(?!\bDEFAULT\b|,|;).)*(,|;|$)/is,
  /\bREVOKE\b[^;]*\bFROM\s+(?!PUBLIC\b)/i,
];

/** The statements of a migration that do so. A function's body is not executed by the migration. */
async function contractions(migration) {
  const statements = [];
  await new migration().up({ query: (sql) => Promise.resolve(void statements.push(sql)) });
  return statements
    .map((sql) => sql.replace(/(\$\w*\$)[\s\S]*?\1/g, ''))
    .flatMap((sql) => sql.split(';'))
    .filter((sql) => TAKES_AWAY.some((pattern) => pattern.test(sql)));
}

const doing = (sql) =>
  class {
    up(runner) {
      return runner.query(sql);
    }
  };

describe('migrations', () => {
  it('keep the previous release working, or name the last release that used the removed part', async () => {
    const found = await Promise.all(migrations.map(async (one) => [one.name, await contractions(one)]));
    const taking = found.filter(([, statements]) => statements.length > 0);
    expect(taking.filter(([name]) => !(name in CONTRACTING))).toEqual([]);
    expect(Object.keys(CONTRACTING)).toEqual(taking.map(([name]) => name));
  });

  it.each([
    'DROP TABLE a.b',
    'ALTER TABLE a.b DROP COLUMN c',
    'ALTER TABLE a.b RENAME COLUMN c TO d',
    'ALTER TABLE a.b ALTER COLUMN c TYPE text',
    'ALTER TABLE a.b ALTER COLUMN c SET NOT NULL',
    'ALTER TABLE a.b ADD COLUMN c int NOT NULL',
    'ALTER TABLE a.b ADD COLUMN c int NOT NULL, ADD COLUMN d int DEFAULT 0',
    'ALTER TABLE a.b ADD CONSTRAINT c CHECK (d > 0)',
    'REVOKE UPDATE ON a.b FROM tollgate_admin',
    'CREATE TABLE a.e (); DROP FUNCTION a.f()',
  ])('are known to take something away: %s', async (sql) => {
    expect(await contractions(doing(sql))).toHaveLength(1);
  });

  it.each([
    'ALTER TABLE a.b ADD COLUMN c int NOT NULL DEFAULT 0',
    'ALTER TABLE a.b ADD COLUMN c int DEFAULT 0 NOT NULL',
    'CREATE TABLE a.b (c int NOT NULL)',
    'REVOKE ALL ON FUNCTION a.b() FROM PUBLIC',
    'CREATE FUNCTION a.b() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE a.c; END $$',
  ])('are known to take nothing away: %s', async (sql) => {
    expect(await contractions(doing(sql))).toEqual([]);
  });
});
