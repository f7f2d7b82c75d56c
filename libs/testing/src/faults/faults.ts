import {
  databaseCrashed,
  databaseFrozen,
  diskFull,
  poolsExhausted,
  standbyAway,
  standbyTakesOver,
} from './database-faults.js';
import type { Fault } from './fault.js';
import {
  brokerFrozen,
  brokerKilled,
  messagesDelayed,
  messagesDoubled,
  messagesDropped,
  packetsLost,
  repliesCut,
  statementsCut,
} from './network-faults.js';
import { clockOff, frozen, killed, rollout } from './process-faults.js';
import { SERVICES } from './replicas.js';

/** All faults, which one repetition of the suite runs. */
export const FAULTS: readonly Fault[] = [
  ...SERVICES.map((service) => rollout([service])),
  ...SERVICES.map((service) => killed(service)),
  ...SERVICES.map((service) => frozen(service)),
  ...SERVICES.map((service) => frozen(service, 'long')),
  databaseCrashed('SIGKILL'),
  databaseCrashed('SIGQUIT'),
  databaseFrozen,
  poolsExhausted,
  brokerKilled(1),
  brokerKilled(35),
  brokerFrozen(3),
  brokerFrozen(30),
  messagesDoubled,
  messagesDropped,
  messagesDelayed,
  repliesCut,
  packetsLost('NATS'),
  packetsLost('PostgreSQL'),
  clockOff('auth', 300),
  clockOff('auth', -300),
  clockOff('billing', 300),
  clockOff('billing', -300),
  clockOff('gateway', 300),
  clockOff('gateway', -300),
  statementsCut,
  standbyAway,
  standbyTakesOver('killed'),
  standbyTakesOver('switched over'),
  standbyTakesOver('silent'),
  diskFull,
];
