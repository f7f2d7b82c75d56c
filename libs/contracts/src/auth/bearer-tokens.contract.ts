import { Bool, Int, Nested, Text } from '../fields.js';

/** A session as clients with bearer sessions name its parts. */
export class BearerSession {
  @Text({ format: 'uuid', example: '3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b' }) sid: string;
  @Bool({ description: 'The session that asks' }) current: boolean;
  @Text({ example: 'password', description: 'password, passkey, wechat, telegram or oauth:<provider>' })
  login_method: string;
  @Text() ip: string;
  @Text({ max: 512, description: 'Browser and system, as the client named them' }) user_agent: string;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ description: 'Unix seconds' }) last_active_at: number;
  @Int({ description: 'Unix seconds' }) expires_at: number;
}

/** The access token of a bearer session. Absent where the client holds its session by cookie. */
export class BearerTokens {
  @Text({ optional: true, description: 'For Authorization: Bearer, without New-Api-User; 15 minutes' })
  access_token?: string;
  @Text({ optional: true, example: 'Bearer' }) token_type?: string;
  @Int({ optional: true, description: 'Unix seconds' }) access_expires_at?: number;
  @Nested(() => BearerSession, { optional: true }) session?: BearerSession;
}
