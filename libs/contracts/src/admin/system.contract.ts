import { Bool, Int, List, Nested, Num, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class PartState {
  @Bool() ok: boolean;
  @Text({ max: 1000, description: 'What is known about it', example: 'answers in 1 ms' }) detail: string;
}

/** Of the gateway that answers. */
export class HttpStats {
  @Int({ description: 'Requests under way, this one included' }) active_connections: number;
}

export class SystemState {
  @Bool({ description: 'Every part works' }) ok: boolean;
  @Nested(() => PartState) database: PartState;
  @Nested(() => PartState) nats: PartState;
  @Nested(() => PartState) mail: PartState;
  @Nested(() => PartState) jobs: PartState;
  @Nested(() => PartState) audit: PartState;
  @Nested(() => HttpStats, { optional: true, description: 'Told by the gateway' }) http_stats?: HttpStats;
}

/** A monitor of an Uptime Kuma status page. */
export class UptimeMonitor {
  @Text() name: string;
  @Num({ description: 'Share of the last day, 0 to 1' }) uptime: number;
  @Int({ description: '0 down, 1 up, 2 pending, 3 maintenance' }) status: number;
  @Text() group: string;
}

export class UptimeCategory {
  @Text() categoryName: string;
  @List(() => UptimeMonitor) monitors: UptimeMonitor[];
}

export class UptimeState {
  @List(() => UptimeCategory) categories: UptimeCategory[];
}

export const systemRpc = {
  test: rpc('rpc.admin.system.test', Nothing, SystemState, {
    access: 'admin',
    permission: null,
    summary: 'Whether database, bus, mail, jobs and the audit trail work',
  }),
  uptime: rpc('rpc.admin.system.uptime', Nothing, UptimeState, {
    access: 'public',
    timeoutMs: 8000,
    work: 'waiting',
    summary: 'What the Uptime Kuma pages in the options say',
  }),
};
