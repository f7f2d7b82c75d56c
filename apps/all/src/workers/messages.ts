import type { HealthAnswer } from '@tollgate/platform/health';
import type { ProcessMetrics } from '@tollgate/platform/metrics';

/** From the primary process to a worker. */
export type ToWorker =
  | { readonly kind: 'ask'; readonly id: number; readonly about: 'health' | 'metrics' }
  | { readonly kind: 'event'; readonly subject: string; readonly text: string };

/** The answer of a worker to a question of the primary. */
export type WorkerAnswer =
  | { readonly kind: 'health'; readonly id: number; readonly health: HealthAnswer | undefined }
  | { readonly kind: 'metrics'; readonly id: number; readonly metrics: ProcessMetrics };

/** From a worker to the primary process. */
export type FromWorker =
  | WorkerAnswer
  | { readonly kind: 'ready'; readonly port: number | undefined }
  | { readonly kind: 'event'; readonly subject: string; readonly text: string };
