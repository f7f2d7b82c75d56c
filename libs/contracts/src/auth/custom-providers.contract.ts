import { Bool, Int, Json, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

const ENDPOINT = { min: 1, max: 2048, pattern: /^https?:\/\/[!-~]+$/i, example: 'https://login.example.com/authorize' };
const FIELD = { max: 128, pattern: /^[\w.-]*$/ };
const SLUG = { max: 63, pattern: /^[a-z0-9][a-z0-9_-]*$/, example: 'acme' };
const ICON =
  'A name of letters, digits, dots and dashes, one pictograph, or an https address; anything else is refused';
const POLICY =
  'JSON text `{"logic": "and", "conditions": [{"field": "email", "op": "contains", "value": "@corp"}]}`: who may log in; empty: everyone';

/** An OAuth provider that root made. The secret of the client is never answered. */
export class CustomProvider {
  @Int() id: number;
  @Text({ example: 'Acme' }) name: string;
  @Text({ example: 'acme', description: 'Its name in paths: GET /api/oauth/{slug}' }) slug: string;
  @Text({ max: 2048 }) icon: string;
  @Bool() enabled: boolean;
  @Text({ max: 1024 }) client_id: string;
  @Text({ max: 2048 }) authorization_endpoint: string;
  @Text({ max: 2048 }) token_endpoint: string;
  @Text({ max: 2048 }) user_info_endpoint: string;
  @Text({ max: 1024, example: 'openid profile email' }) scopes: string;
  @Text({ example: 'sub' }) user_id_field: string;
  @Text({ example: 'preferred_username' }) username_field: string;
  @Text({ example: 'name' }) display_name_field: string;
  @Text({ example: 'email' }) email_field: string;
  @Text({ max: 2048 }) well_known: string;
  @Int({ description: '0 automatic, 1 secret in the body, 2 in the header' }) auth_style: number;
  @Text({ max: 16_384 }) access_policy: string;
  @Text({ max: 1024 }) access_denied_message: string;
}

export class CustomProviderList {
  @List(() => CustomProvider) providers: CustomProvider[];
}

export class CustomProviderId {
  @Int({ min: 1 }) id: number;
}

class ProviderDetails {
  @Text({ optional: true, max: 2048, description: ICON }) icon?: string;
  @Bool({ optional: true }) enabled?: boolean;
  @Text({ optional: true, max: 1024, example: 'openid profile email' }) scopes?: string;
  @Text({
    optional: true,
    ...FIELD,
    example: 'sub',
    description: 'Field of the record with the immutable id; `a.b` reads b of a',
  })
  user_id_field?: string;
  @Text({ optional: true, ...FIELD }) username_field?: string;
  @Text({ optional: true, ...FIELD }) display_name_field?: string;
  @Text({ optional: true, ...FIELD }) email_field?: string;
  @Text({
    optional: true,
    max: 2048,
    pattern: /^(?:https?:\/\/[!-~]+)?$/i,
    description: 'Discovery document. With it and the scope openid, a signed id_token is required and verified',
  })
  well_known?: string;
  @Int({ optional: true, min: 0, max: 2, description: '0 automatic, 1 secret in the body, 2 in the header' })
  auth_style?: number;
  @Text({ optional: true, max: 16_384, description: POLICY }) access_policy?: string;
  @Text({ optional: true, max: 1024, description: 'What a user reads whom the policy refuses' })
  access_denied_message?: string;
}

export class CreateCustomProvider extends ProviderDetails {
  @Text({ min: 1, max: 64, example: 'Acme' }) name: string;
  @Text({ min: 1, ...SLUG }) slug: string;
  @Text({ min: 1, max: 1024 }) client_id: string;
  @Text({ min: 1, max: 4096 }) client_secret: string;
  @Text(ENDPOINT) authorization_endpoint: string;
  @Text(ENDPOINT) token_endpoint: string;
  @Text(ENDPOINT) user_info_endpoint: string;
}

/** Fields that are left out stay as they are; so does an empty secret, because forms do not know it. */
export class UpdateCustomProvider extends ProviderDetails {
  @Int({ min: 1 }) id: number;
  @Text({ optional: true, min: 1, max: 64 }) name?: string;
  @Text({ optional: true, min: 1, ...SLUG }) slug?: string;
  @Text({ optional: true, min: 1, max: 1024 }) client_id?: string;
  @Text({ optional: true, max: 4096 }) client_secret?: string;
  @Text({ optional: true, ...ENDPOINT }) authorization_endpoint?: string;
  @Text({ optional: true, ...ENDPOINT }) token_endpoint?: string;
  @Text({ optional: true, ...ENDPOINT }) user_info_endpoint?: string;
}

export class DiscoveryRequest {
  @Text({ optional: true, max: 2048, example: 'https://login.example.com/.well-known/openid-configuration' })
  well_known_url?: string;
  @Text({
    optional: true,
    max: 2048,
    example: 'https://login.example.com',
    description: 'If there is no well_known_url',
  })
  issuer_url?: string;
}

export class Discovery {
  @Text({ max: 2048 }) well_known_url: string;
  @Json({ description: 'Issuer, endpoints, keys and scopes of the document; its other fields are left out' })
  discovery: object;
}

const FIELDS_REFUSED = ['CUSTOM_PROVIDER_SLUG_TAKEN', 'CUSTOM_PROVIDER_SLUG_RESERVED'] as const;

/** OAuth providers that root makes. */
export const customProvidersRpc = {
  list: rpc('rpc.auth.custom_provider.list', Nothing, CustomProviderList, {
    access: 'root',
    summary: 'All custom OAuth providers',
  }),
  get: rpc('rpc.auth.custom_provider.get', CustomProviderId, CustomProvider, {
    access: 'root',
    errors: ['CUSTOM_PROVIDER_NOT_FOUND'],
    summary: 'One custom OAuth provider',
  }),
  create: rpc('rpc.auth.custom_provider.create', CreateCustomProvider, CustomProvider, {
    access: 'root',
    stepUp: true,
    errors: FIELDS_REFUSED,
    summary: 'Make a custom OAuth provider',
  }),
  update: rpc('rpc.auth.custom_provider.update', UpdateCustomProvider, CustomProvider, {
    access: 'root',
    stepUp: true,
    errors: ['CUSTOM_PROVIDER_NOT_FOUND', ...FIELDS_REFUSED],
    summary: 'Change a custom OAuth provider',
  }),
  remove: rpc('rpc.auth.custom_provider.remove', CustomProviderId, Nothing, {
    access: 'root',
    stepUp: true,
    errors: ['CUSTOM_PROVIDER_NOT_FOUND', 'CUSTOM_PROVIDER_BOUND'],
    summary: 'Delete a custom OAuth provider to which no account is bound',
  }),
  discover: rpc('rpc.auth.custom_provider.discover', DiscoveryRequest, Discovery, {
    access: 'root',
    stepUp: false,
    errors: ['OAUTH_UNREACHABLE'],
    timeoutMs: 8000,
    work: 'waiting',
    summary: 'Read the discovery document of a provider',
  }),
};
