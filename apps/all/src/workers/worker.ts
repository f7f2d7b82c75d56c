import cluster from 'node:cluster';
import type { Monitor } from '@tollgate/platform/health';
import type { EventRelay } from '@tollgate/platform/rpc';
import type { FromWorker, ToWorker } from './messages.js';

/** True in a process that the primary of WORKERS started. */
export const isWorker = cluster.isWorker;

/** Carries events to the other workers by way of the primary. */
export const relayByPrimary: EventRelay = {
  send: (subject, text) => send({ kind: 'event', subject, text }),
  receive: (on) => {
    process.on('message', (message: ToWorker) => {
      if (message.kind === 'event') on(message.text, message.subject);
    });
  },
};

/** Answers the primary, which shows health and metrics of all workers on one port. */
export function answerPrimary(monitor: Monitor): void {
  process.on('message', (message: ToWorker) => {
    if (message.kind !== 'ask') return;
    const { id } = message;
    if (message.about === 'health') return send({ kind: 'health', id, health: monitor.routes.health('/health/ready') });
    // a failed reading shows as a metric of its own, and the primary uses the last answer if none comes
    void monitor.metrics.registry.getMetricsAsJSON().then((metrics) => send({ kind: 'metrics', id, metrics }));
  });
}

/** Reports that this worker serves. */
export function reportReady(port: number | undefined): void {
  send({ kind: 'ready', port });
}

function send(message: FromWorker): void {
  // without a primary there is no receiver, and the process is about to end
  if (process.connected) process.send?.(message);
}
