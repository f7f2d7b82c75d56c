const MESH = 'libs/platform/src/rpc/mesh.int-spec.ts';
const FAULTS = 'apps/all/src/replicas/faults.e2e-spec.ts';
const TURNS = 'libs/platform/src/db/connection-queue.int-spec.ts';
const UNIT_OF_WORK = 'libs/platform/src/db/unit-of-work.int-spec.ts';
const CONNECTIONS = 'libs/platform/src/db/connections.int-spec.ts';

/** Messages, processes, and how much of either is taken on. */
export const TRANSPORT = [
  {
    name: 'queue group off',
    edits: [
      {
        file: 'libs/platform/src/rpc/nats-mesh.ts',
        find: 'subscribe(subject, { queue: this.service, callback })',
        replace: 'subscribe(subject, { callback })',
      },
    ],
    check: { spec: MESH, test: 'gives each request to one of three replicas' },
    reported: /toEqual/,
    nats: true,
  },
  {
    name: 'SIGTERM ends a process at once',
    edits: [
      {
        file: 'apps/all/src/run-until-signal.ts',
        find: `process.on('SIGTERM', onSignal);`,
        replace: `process.on('SIGTERM', () => process.exit(0));`,
      },
    ],
    check: { spec: FAULTS, test: 'loses no request in a rollout' },
    reported: /failed though nothing was broken/,
    nats: true,
  },
  {
    name: 'a closing replica answers what it has begun, but drops what is on its way',
    edits: [
      {
        file: 'libs/platform/src/rpc/nats-mesh.ts',
        find: 'leaving.map((subscription) => subscription.drain())',
        replace: 'leaving.map((subscription) => subscription.unsubscribe())',
      },
    ],
    check: { spec: MESH, test: 'loses nothing that is on its way to a replica that closes' },
    reported: /OUTCOME_UNKNOWN|UNAVAILABLE|AppError/,
    nats: true,
  },
  {
    name: 'deadline not looked at',
    edits: [
      {
        file: 'libs/platform/src/rpc/answering-side.ts',
        find: 'if (headers.deadline - Date.now() < MIN_TIME_MS) {',
        replace: 'if (headers.deadline < MIN_TIME_MS) {',
      },
      {
        file: 'libs/platform/src/rpc/pipeline.ts',
        find: 'if (deadline - Date.now() < MIN_TIME_MS) throw',
        replace: 'if (deadline < MIN_TIME_MS) throw',
      },
    ],
    check: { spec: MESH, test: 'does not execute what a frozen broker delivers too late' },
    reported: /stale/,
    nats: true,
  },
  {
    name: 'work without bound',
    edits: [
      {
        file: 'libs/platform/src/rpc/fair-queue.ts',
        find: 'if (!this.hasRoom() && !this.makeRoomFor(owner)) return refused();',
        replace: '',
      },
    ],
    check: { spec: MESH, test: 'refuses at once what it has no room for' },
    reported: /Expected: 5/,
  },
  {
    name: 'breaker off',
    edits: [
      {
        file: 'libs/platform/src/rpc/calling-side.ts',
        find: 'if (breaker.wait() > 0) throw unavailable();',
        replace: '',
      },
    ],
    check: { spec: MESH, test: 'stops asking a service that does not answer' },
    reported: /expect\(/,
  },
  {
    name: 'a lost broker does not end what waits for a reply',
    edits: [
      {
        file: 'libs/platform/src/rpc/nats-mesh.ts',
        find: 'lost: () => this.lose(),',
        replace: 'lost: () => undefined,',
      },
    ],
    check: { spec: MESH, test: 'answers at once for what is pending when the broker dies' },
    reported: /expect\(/,
    nats: true,
  },
  {
    name: 'a commit whose reply was cut is done again',
    edits: [
      {
        file: 'libs/platform/src/db/unit-of-work.ts',
        find: `const isStale = stage === 'connecting' && failure !== error;`,
        replace: 'const isStale = failure !== error;',
      },
    ],
    check: { spec: UNIT_OF_WORK, test: 'is named when the connection is cut during a commit' },
    reported: /OUTCOME_UNKNOWN|Received promise resolved/,
  },
  {
    name: 'a commit whose reply was cut is said to have failed',
    edits: [
      {
        file: 'libs/platform/src/db/failures.ts',
        find: `const inDoubt = stage === 'committing' || stage === 'alone';`,
        replace: `const inDoubt = stage === 'alone';`,
      },
    ],
    check: { spec: UNIT_OF_WORK, test: 'is named when the connection is cut during a commit' },
    reported: /OUTCOME_UNKNOWN/,
  },
  {
    name: 'locks are waited for as if nothing had been waited for before',
    edits: [
      {
        file: 'libs/platform/src/db/connection-queue.ts',
        find: 'const lockMs = this.lockMs();',
        replace: 'const lockMs = LOCK_MS;',
      },
      {
        file: 'libs/platform/src/db/connection.ts',
        find: 'lock_timeout: LOCK_MS,',
        replace: 'lock_timeout: 2000,',
      },
    ],
    check: { spec: TURNS, test: 'leaves one who has waited for a connection only the rest of the time for a lock' },
    reported: /Expected: < 1800/,
  },
  {
    name: 'every wait for a connection has a time of its own',
    edits: [
      {
        file: 'libs/platform/src/db/connection-queue.ts',
        find: 'const patience = Math.max(SOON_MS, this.since(asked) + this.turnMs - asked);',
        replace: 'const patience = this.turnMs + 600;',
      },
    ],
    check: { spec: TURNS, test: 'refuses every request within a second' },
    reported: /Expected: < 900/,
  },
  {
    name: 'a lock that others did not get is waited for as long',
    edits: [{ file: 'libs/platform/src/db/database.ts', find: 'this.queue.failed(error);', replace: '' }],
    check: { spec: TURNS, test: 'refuses a request early if others have failed to get the lock' },
    reported: /Expected: < 900/,
  },
  {
    name: 'readers wait behind a statement that is stuck',
    edits: [
      {
        file: 'libs/platform/src/db/batch-loader.ts',
        find: 'const STUCK_MS = 100;',
        replace: 'const STUCK_MS = 60_000;',
      },
    ],
    check: { spec: TURNS, test: 'does not make a request wait behind those that came first' },
    reported: /Expected: false/,
  },
  {
    name: 'connections to a primary that was lost are kept',
    edits: [
      {
        file: 'libs/platform/src/service/start-service.ts',
        find: 'const count = connections.keepOnly(server);',
        replace: 'const count = server.length * 0;',
      },
    ],
    check: { spec: FAULTS, test: 'PostgreSQL silent for good' },
    reported: /outside the fault and its recovery|a job was not worked off/,
    nats: true,
  },
  {
    name: 'a standby that has not taken over is used',
    edits: [
      {
        file: 'libs/platform/src/db/connections.ts',
        find: 'if (isReadOnly) throw',
        replace: 'if (server === undefined) throw',
      },
    ],
    check: { spec: CONNECTIONS, test: 'not even reads are sent there' },
    reported: /Received promise resolved/,
  },
  {
    name: 'a connection whose server takes no more writes is kept',
    edits: [
      {
        file: 'libs/platform/src/db/unit-of-work.ts',
        find: ' ?? endless(error);',
        replace: ';',
      },
    ],
    check: { spec: CONNECTIONS, test: 'is left when it turns out to be one, in a transaction' },
    reported: /UNAVAILABLE|AppError/,
  },
  {
    name: 'shed without Retry-After',
    quick: true,
    edits: [
      {
        file: 'apps/gateway/src/http/answers/render-error.ts',
        find: `return { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter ?? 1))) };`,
        replace: 'return {};',
      },
    ],
    check: { spec: 'apps/gateway/src/http/pipeline.spec.ts', test: 'OVERLOADED' },
    reported: /Expected: "1"/,
  },
  {
    name: 'limits let everything through',
    edits: [
      {
        file: 'libs/entities/src/migrations/1795410001000-limits-and-idempotency.ts',
        find: 'IF cardinality(log) >= $3 THEN',
        replace: 'IF cardinality(log) >= $3 + 1000 THEN',
      },
    ],
    check: {
      spec: 'libs/platform/src/limits/limiter.int-spec.ts',
      test: 'takes exactly the count of two hundred at once',
    },
    reported: /expect\(/,
  },
];
