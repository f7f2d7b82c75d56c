import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { type Exchange, type Family, type Generation, readFamilies } from './exchanges.js';
import { Replay } from './replay.js';
import { Stage } from './stage.js';

/**
 * Exchanges recorded off New API servers of both generations, sent to the platform: status class, success, keys and JSON types agree,
 * or the exchange is in exceptions.json with its reason. `PRINT_DIFFERENCES=1` prints what differs.
 */
interface Exception {
  readonly generation: string;
  readonly exchange: string;
  /** `differs`, or `not sent` if a replay lacks the data that the exchange needs. */
  readonly how: 'differs' | 'not sent';
  readonly reason: string;
}

const EXCEPTIONS = JSON.parse(readFileSync(new URL('./exceptions.json', import.meta.url), 'utf8')) as Exception[];
const used = new Set<Exception>();

/** Whether an exception names an exchange: `family/name/as`, with `*` for any part of it. */
function names({ generation, exchange }: Exception, of: Generation, id: string): boolean {
  const pattern = exchange.replace(/[.*+?^${}()|[\]\\]/g, (c) => (c === '*' ? '.*' : `\\${c}`));
  return (generation === '*' || generation === of) && new RegExp(`^(?:${pattern})$`).test(id);
}

const exceptionOf = (of: Generation, id: string, how: Exception['how']) =>
  EXCEPTIONS.find((exception) => exception.how === how && names(exception, of, id));

describe.each(['2025', '2026'] as const)('the answers of %s', (generation) => {
  const families = readFamilies(generation);
  let platform: TestPlatform;
  let replay: Replay;
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
    platform = await startPlatform({ env: stage.env });
    replay = new Replay(platform, generation, stage);
  }, 180_000);
  afterAll(async () => {
    await platform.close();
    await stage.close();
  });

  async function differences({ name, exchanges }: Family): Promise<string[]> {
    const found: string[] = [];
    for (const exchange of exchanges) found.push(...(await differencesOf(name, exchange)));
    return found;
  }

  async function differencesOf(family: string, exchange: Exchange): Promise<string[]> {
    const id = `${family}/${exchange.name}/${exchange.as}`;
    const skipped = exceptionOf(generation, id, 'not sent');
    if (skipped) used.add(skipped);
    const different = skipped ? [] : await replay.send(family, exchange);
    const excepted = different.length > 0 ? exceptionOf(generation, id, 'differs') : undefined;
    if (excepted) used.add(excepted);
    return excepted || different.length === 0 ? [] : [`${id}: ${different.join('; ')}`];
  }

  it.each(families.map((family) => [family.name, family] as const))(
    'agree: %s',
    async (_, family) => {
      const found = await differences(family);
      if (process.env.PRINT_DIFFERENCES) process.stdout.write(found.map((line) => `${generation} ${line}\n`).join(''));
      expect(found).toEqual([]);
    },
    120_000,
  );
});

it('needs every exception there is', () => {
  expect(EXCEPTIONS.filter((exception) => !used.has(exception))).toEqual([]);
});
