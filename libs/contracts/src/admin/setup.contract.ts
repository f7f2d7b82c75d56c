import { Bool, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class SetupState {
  @Bool({ description: 'The system is set up' }) status: boolean;
  @Bool({ description: 'A root account exists' }) root_init: boolean;
  @Text({ example: 'postgres' }) database_type: string;
}

export class SetupRequest {
  @Text({ optional: true, example: 'root', description: 'At most 12 characters' })
  username?: string;
  @Text({ optional: true, max: 1024, example: 'password123' }) password?: string;
  @Text({ optional: true, max: 1024, example: 'password123' }) confirmPassword?: string;
  @Bool({ optional: true, description: 'For one person: no prices need to be set' }) SelfUseModeEnabled?: boolean;
  @Bool({ optional: true }) DemoSiteEnabled?: boolean;
  @Text({
    optional: true,
    max: 255,
    description: 'The token that is printed at the start; needed unless the request comes from the same machine',
  })
  setup_token?: string;
  @Text({ optional: true, max: 255, description: 'The same token, in the header X-Setup-Token' })
  header_token?: string;
}

export const setupRpc = {
  get: rpc('rpc.admin.setup.get', Nothing, SetupState, { access: 'public', summary: 'Whether the system is set up' }),
  run: rpc('rpc.admin.setup.run', SetupRequest, Nothing, {
    access: 'public',
    limit: 'critical',
    errors: [
      'SETUP_DONE',
      'SETUP_TOKEN_REQUIRED',
      'SETUP_USERNAME_LENGTH',
      'SETUP_PASSWORDS_DIFFER',
      'SETUP_PASSWORD_LENGTH',
      'INVALID_PARAMETER',
      'USERNAME_TAKEN',
      'OVERLOADED',
    ],
    timeoutMs: 10_000,
    work: 'hashing',
    summary: 'Create the root account and begin',
  }),
};
