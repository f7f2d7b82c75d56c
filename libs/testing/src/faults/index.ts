export { Balancer } from './balancer.js';
export { DEFECTS, type Defect, withDefect } from './defects.js';
export { type Drill, drill, type DrillOptions, type Report } from './drill.js';
export * from './faults.js';
export { faultyAnswers, faultyEffects, type Window } from './judge.js';
export { arrange, PASSWORD, type People, type Person } from './people.js';
export { type Attempt, isAcknowledged, type Operation, OperationLog } from './record.js';
export { type Replicas, type ServiceName, SERVICES, startReplicas } from './replicas.js';
