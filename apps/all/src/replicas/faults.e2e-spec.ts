import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  arrange,
  brokerKilled,
  databaseCrashed,
  DEFECTS,
  type Drill,
  drill,
  type DrillOptions,
  type Fault,
  killed,
  messagesDoubled,
  type People,
  type Replicas,
  rollout,
  SERVICES,
  standbyTakesOver,
  startReplicas,
  withDefect,
} from '@tollgate/testing/faults';
import { natsIsHere } from '@tollgate/testing/nats';

/** The faults of `npm run faults`, once each: two replicas of every service, under load. */
const SHORT: readonly Fault[] = [
  ...SERVICES.map((service) => killed(service)),
  databaseCrashed('SIGKILL'),
  standbyTakesOver('killed'),
  standbyTakesOver('silent'),
  brokerKilled(1),
  messagesDoubled,
];
/** A larger recovery time than the five seconds of `npm run faults`, because the machine may be busy with other tests. */
const BUSY: DrillOptions = { recoveryMs: 15_000, clients: 6 };
const TESTS = SHORT.length + DEFECTS.length + 4;

(natsIsHere(TESTS) ? describe : describe.skip)('two replicas of every service, under load', () => {
  let replicas: Replicas;
  let people: People;
  let sample: Drill | undefined;
  beforeAll(async () => {
    replicas = await startReplicas({ place: 'behind a proxy' });
    people = await arrange(replicas.db, 24, 4000);
  }, 300_000);
  afterAll(() => replicas.close(), 60_000);

  it('loses no request in a rollout', async () => {
    const { report } = await drill(replicas, people, rollout(), BUSY);
    expect(report).toMatchObject({ problems: [], acknowledged: report.requests });
  }, 300_000);

  it.each(SHORT.map((fault) => [fault.name, fault] as const))(
    'keeps each acknowledged write exactly once and recovers: %s',
    async (_, fault) => {
      const done = await drill(replicas, people, fault, BUSY);
      expect(done.report.problems).toEqual([]);
      // if messages are doubled a refusal is allowed, so that run is no sample for a forged defect
      if (!fault.doubles) sample = done;
    },
    120_000,
  );

  describe('a run with a defect', () => {
    it('differs from one without', () => expect(sample?.report.problems).toEqual([]));

    it.each(DEFECTS.map((defect) => [defect.name, defect] as const))('is reported: %s', async (_, defect) => {
      if (!sample?.window) throw new Error('there was no run');
      const problems = await withDefect(defect, sample.log, sample.window, replicas.db);
      expect(problems.join('\n')).toMatch(defect.reported);
    });

    it('is reported: replicas of a rollout that are killed, not drained', async () => {
      const { report } = await drill(replicas, people, rollout(['gateway'], { how: 'SIGKILL' }), BUSY);
      expect(report.problems).toContain('gateway 0 did not drain: it ended with a signal');
      expect(report.problems.join('\n')).toMatch(/failed though nothing was broken: /);
    }, 120_000);

    it('is reported: a standby that takes over and lacks acknowledged writes', async () => {
      const { report } = await drill(replicas, people, standbyTakesOver('killed', 'async'), BUSY);
      expect(report.problems.join('\n')).toMatch(/acknowledged and lost/);
    }, 120_000);
  });
});
