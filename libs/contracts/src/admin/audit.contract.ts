import { Bool, Int, Json, List, Text } from '../fields.js';
import { ListRequest, NEXT_CURSOR } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** Something that was done. Erased values are empty. */
export class AuditItem {
  @Int() id: number;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ description: 'Who did it; 0: the system, or somebody who was not logged in' }) actor_id: number;
  @Text({ description: 'Name of the actor at that time' }) actor: string;
  @Text({ example: 'user.update' }) action: string;
  @Text({ example: 'user' }) target_type: string;
  @Text({ example: '2' }) target_id: string;
  @Text({ max: 1000 }) reason: string;
  @Json({ nullable: true, description: 'What changed, as it was' }) before: unknown;
  @Json({ nullable: true, description: 'What changed, as it is' }) after: unknown;
  @Text() ip: string;
  @Text({ max: 512 }) user_agent: string;
  @Text() request_id: string;
  @Bool({ description: 'Values, reason and address were erased; that it happened stays proven' }) erased: boolean;
}

export class AuditPage {
  @List(() => AuditItem) items: AuditItem[];
  @Int({ description: 'Not counted with a cursor: 0' }) total: number;
  @Int() page: number;
  @Int() page_size: number;
  @Bool({ description: 'Beyond a thousand hits the total is an estimate' }) total_estimated: boolean;
  @Text(NEXT_CURSOR) next_cursor: string | null;
}

export class AuditRequest extends ListRequest {
  @Int({ optional: true, min: 1 }) actor_id?: number;
  @Text({ optional: true, min: 1, max: 64, example: 'alice', description: 'Name of the actor, as it is now' })
  username?: string;
  @Text({ optional: true, min: 1, max: 64, example: 'user.', description: 'What the action begins with' })
  action?: string;
  @Text({ optional: true, min: 1, max: 32, example: 'user' }) target_type?: string;
  @Text({ optional: true, min: 1, example: '2' }) target_id?: string;
  @Text({ optional: true, min: 1 }) request_id?: string;
  @Int({ optional: true, min: 0, max: 253_402_300_800, description: 'At or after, Unix seconds' })
  start_timestamp?: number;
  @Int({ optional: true, min: 0, max: 253_402_300_800, description: 'Before, Unix seconds' }) end_timestamp?: number;
}

export class AuditProblem {
  @Int({ description: 'Number of the seal; 0: of none' }) seal: number;
  @Text({ max: 1000 }) problem: string;
}

export class AuditVerdict {
  @Bool() intact: boolean;
  @Int() seals: number;
  @Int({ description: 'Events under a seal' }) events: number;
  @Int({ description: 'Events that wait for theirs, normally for less than a second' }) unsealed: number;
  @Int({ description: 'Events that retention deleted from the old end; the trail goes on from a sealed head' })
  cut: number;
  @Text({ description: 'Digest of the newest seal: keep it elsewhere to notice a trail that was cut off' })
  head: string;
  @List(() => AuditProblem) problems: AuditProblem[];
}

export const auditRpc = {
  list: rpc('rpc.admin.audit.list', AuditRequest, AuditPage, {
    access: 'root',
    work: 'costly',
    summary: 'Who did what, newest first',
  }),
  verify: rpc('rpc.admin.audit.verify', Nothing, AuditVerdict, {
    access: 'root',
    timeoutMs: 60_000,
    work: 'waiting',
    summary: 'Check the seals over the whole audit trail',
  }),
};
