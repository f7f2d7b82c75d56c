import { Bool, Int, Nested, Text } from '../fields.js';
import { rpc } from '../rpc.js';
import { BearerSession } from './bearer-tokens.contract.js';
import { Profile } from './profiles.contract.js';

export class RefreshRequest {
  @Text({ optional: true, max: 512, description: 'The refresh cookie' }) refresh_cookie?: string;
  @Text({ optional: true, max: 64, description: 'X-Auth-Session: the session that the client expects' })
  expected_sid?: string;
}

export class RefreshReply {
  @Text({ description: 'For Authorization: Bearer, without New-Api-User; 15 minutes' }) access_token: string;
  @Text({ example: 'Bearer' }) token_type: string;
  @Int({ description: 'Unix seconds' }) access_expires_at: number;
  @Nested(() => BearerSession) session: BearerSession;
  @Nested(() => Profile) user: Profile;
  /** The gateway takes it out of the body. */
  @Text({ description: 'Value of the refresh cookie' }) refresh_cookie: string;
  @Int({ description: 'Seconds the cookie lives' }) cookie_max_age: number;
}

export class BearerLogoutReply {
  @Text({
    optional: true,
    format: 'uuid',
    example: '3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b',
    description: 'Only where an access token was presented',
  })
  revoked_sid?: string;
  @Bool({ optional: true, description: 'Only where an access token was presented' }) cookie_cleared?: boolean;
}

export const bearerSessionsRpc = {
  refresh: rpc('rpc.auth.bearer_session.refresh', RefreshRequest, RefreshReply, {
    access: 'public',
    errors: ['UNAUTHENTICATED', 'AUTH_SESSION_MISMATCH', 'AUTH_SESSION_REVOKED', 'AUTH_REFRESH_RACE'],
    summary: 'A new access token for the refresh cookie, which rotates',
  }),
  logout: rpc('rpc.auth.bearer_session.logout', RefreshRequest, BearerLogoutReply, {
    access: 'public',
    errors: ['AUTH_SESSION_MISMATCH'],
    summary: 'End the session of the access token or of the refresh cookie',
  }),
};
