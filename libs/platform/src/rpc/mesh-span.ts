import type { Attributes } from '@opentelemetry/api';
import { attribute, failed } from '../tracing/index.js';
import type { Carrier, Reply } from './mesh.js';
import { getService } from './subjects.js';

/**
 * The attributes of a message's span (OpenTelemetry semantic conventions for messaging and RPC): its subject, but no part of
 * its body.
 */
export function buildSpanAttributes(carrier: Carrier, subject: string, operation: 'send' | 'process'): Attributes {
  return {
    'rpc.system.name': 'tollgate',
    'rpc.method': subject,
    'tollgate.service': getService(subject),
    'messaging.system': carrier,
    'messaging.operation.type': operation,
    'messaging.destination.name': subject,
  };
}

/** Notes a reply's code in the current span. A refusal is an answer: only what failed for reasons of ours is an error. */
export function noted(reply: Reply): Reply {
  attribute('tollgate.code', reply.ok ? 'ok' : reply.error.code);
  if (!reply.ok && reply.error.code === 'INTERNAL') failed(reply.error.code);
  return reply;
}
