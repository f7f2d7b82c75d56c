import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '../platform/index.js';
import type { Place } from './breakable-database.js';
import type { Replicas, ServiceName } from './replicas.js';

/** Something that breaks. */
export interface Fault {
  readonly name: string;
  /** Makes what it needs, before there is any load. */
  prepare?(replicas: Replicas): Promise<void>;
  /** Breaks it and makes it whole again, or whole but for what `repair` does. Returns the deviations that it found. */
  run(replicas: Replicas): Promise<readonly string[]>;
  /** The steps that an operator, or Kubernetes, takes after the platform has recovered. */
  repair?(replicas: Replicas): Promise<void>;
  /** Looks for what the load does not ask for, once the platform has come back. Returns the deviations that it finds. */
  check?(replicas: Replicas): Promise<readonly string[]>;
  /** Nothing may fail. */
  readonly harmless?: boolean;
  /** Something has to fail: a run in which nothing did has shown nothing. */
  readonly bites?: boolean;
  /** The replica of the gateway whose connections it breaks. */
  readonly cuts?: readonly number[];
  readonly doubles?: boolean;
  /** Requests are held up and come through when it ends: nothing may be begun then whose time is over. */
  readonly stalls?: boolean;
  /** The limit for a refusal in milliseconds, on an idle machine; the longest time of a request before the fault is added. */
  readonly promptMs?: number;
  /** Clients that it needs, if more than usual. */
  readonly clients?: number;
  /** The database that it needs (default plain). */
  readonly place?: Place;
  /** Why it cannot be had on this machine, if it cannot. */
  missing?(): string | undefined;
}

/** The endpoints drop a replica before it is stopped (preStop). */
const FORGOTTEN_MS = 500;

/** One process of the product. */
export function getProcess({ of }: Replicas, service: ServiceName, replica: number): ServiceProcess {
  const process = of[service][replica];
  if (!process) throw new Error(`${service} has no replica ${replica}`);
  return process;
}

/** Takes a gateway out of the endpoints, as Kubernetes does before it stops one. */
export async function forget(replicas: Replicas, service: ServiceName, replica: number): Promise<void> {
  if (service !== 'gateway') return;
  replicas.balancer.takeOut(replica);
  await sleep(FORGOTTEN_MS);
}
