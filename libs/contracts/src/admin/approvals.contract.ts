import { Bool, Int, List, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { rpc } from '../rpc.js';

const STATES = ['pending', 'done', 'rejected'] as const;

/** A credit or a batch of codes that needs, or needed, the approval of another administrator. */
export class Approval {
  @Int({ example: 7 }) id: number;
  @Text({
    example: 'add',
    description:
      'form, add, subtract, override: a balance; codes: a batch of codes; order: completion of an order by hand',
  })
  kind: string;
  @Text({ example: '2', description: 'Id of the user or of the batch, or the number of the order' }) target_id: string;
  @Int({ description: 'The administrator who asked' }) actor_id: number;
  @Text({ description: 'Name of that administrator; empty if the account was removed' }) actor: string;
  @Int({ description: 'Quota that it gives' }) amount: number;
  @Text({ description: 'The reference of the caller, or empty' }) reference: string;
  @Text() reason: string;
  @Text({ example: 'pending', description: STATES.join(', ') }) state: string;
  @Int({ description: '0: not decided yet' }) decided_by: number;
  @Int({ description: 'Unix seconds; 0: not decided yet' }) decided_at: number;
  @Int({ description: 'Unix seconds' }) created_at: number;
}

export class ApprovalPage {
  @List(() => Approval) items: Approval[];
  @Int() total: number;
  @Int() page: number;
  @Int() page_size: number;
}

export class ListApprovalsRequest extends PageRequest {
  @Text({ optional: true, min: 1, oneOf: STATES, description: 'Without it, all' }) state?: string;
}

export class DecideRequest {
  @Int({ min: 1 }) id: number;
  @Bool({ description: 'true approves, false rejects' }) approve: boolean;
  @Text({ optional: true, max: 255, description: 'For the audit trail' }) reason?: string;
}

export const approvalsRpc = {
  list: rpc('rpc.admin.approval.list', ListApprovalsRequest, ApprovalPage, {
    access: 'admin',
    permission: 'approval.read',
    summary: 'Credits and codes above the approval threshold, newest first',
  }),
  decide: rpc('rpc.admin.approval.decide', DecideRequest, Approval, {
    access: 'admin',
    permission: 'approval.write',
    stepUp: true,
    errors: [
      'APPROVAL_NOT_FOUND',
      'APPROVAL_DECIDED',
      'APPROVAL_OWN',
      'UPDATE_OUTRANKS',
      'USER_NOT_FOUND',
      'USER_DELETED',
      'ACCOUNT_NOT_FOUND',
      'QUOTA_OUT_OF_RANGE',
    ],
    summary: 'Approve or reject what another administrator asked for',
  }),
};
