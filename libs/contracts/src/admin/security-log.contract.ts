import { Int, Json, List, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { rpc } from '../rpc.js';

/** Something that happened to an account's security. */
export class SecurityEvent {
  @Int() id: number;
  @Text({ example: 'security.login' }) action: string;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ description: 'Who did it; 0: nobody who was logged in' }) actor_id: number;
  @Text({ description: 'Address it came from; empty once erased' }) ip: string;
  @Text({ max: 512 }) user_agent: string;
  @Text() request_id: string;
  @Json({ nullable: true, optional: true, description: 'How, or what it became', example: { method: 'password' } })
  detail: unknown;
}

export class SecurityEventPage {
  @List(() => SecurityEvent) items: SecurityEvent[];
  @Int() total: number;
  @Int() page: number;
  @Int() page_size: number;
}

export class OwnSecurityLogRequest extends PageRequest {}

export class SecurityLogOfUserRequest extends PageRequest {
  @Int({ min: 1 }) user_id: number;
}

export const securityLogRpc = {
  own: rpc('rpc.admin.security_log.own', OwnSecurityLogRequest, SecurityEventPage, {
    access: 'user',
    summary: 'What happened to the security of your account, newest first',
  }),
  ofUser: rpc('rpc.admin.security_log.of_user', SecurityLogOfUserRequest, SecurityEventPage, {
    access: 'admin',
    permission: 'user.read',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: "What happened to the security of a lower user's account",
  }),
};
