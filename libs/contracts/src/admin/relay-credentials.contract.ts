import { Int, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

/** The credential of a relay, without its secret. Times are Unix seconds. */
export class RelayCredentialView {
  @Int() id: number;
  @Text() name: string;
  @List('string', { description: 'verify: keys and receipts; usage: reservations and settlements' }) scopes: string[];
  @Text({ description: 'Addresses or CIDR ranges; empty: anywhere' }) allow_ips: string;
  @Int({ description: '-1: never' }) expired_time: number;
  @Int() created_time: number;
  @Int({ optional: true, description: 'Until then the secret before the rotation is valid, too' })
  previous_until?: number;
  @Int({ optional: true }) revoked_time?: number;
}

export class RelayCredentialList {
  @List(() => RelayCredentialView) credentials: RelayCredentialView[];
}

export class CreateRelayCredentialRequest {
  @Text({ min: 1, max: 50, example: 'relay-1' }) name: string;
  @List('string', { optional: true, max: 2, description: 'Default: both' }) scopes?: string[];
  @Text({ optional: true, max: 4096, description: 'Addresses or CIDR ranges between commas or lines; empty: anywhere' })
  allow_ips?: string;
  @Int({ optional: true, min: -1, max: 253_402_300_799, description: 'Unix seconds; -1 or missing: never' })
  expired_time?: number;
}

export class RotateRelayCredentialRequest {
  @Int({ min: 1 }) id: number;
  @Int({
    optional: true,
    min: 0,
    max: 604_800,
    description: 'Seconds for which the old secret stays valid (default 3600)',
  })
  overlap_seconds?: number;
}

export class RelayCredentialId {
  @Int({ min: 1 }) id: number;
}

export class NewRelayCredential {
  @Int() id: number;
  @Text({
    description: 'Shown once; only its hash is kept',
    example: 'rk-SxHc2YYiWPAqM03fAJdeiATDDV9poaSiC4ukmqkgQ2kO1N0S',
  })
  secret: string;
}

/** Credentials of relays, which root makes and revokes. */
export const relayCredentialsRpc = {
  list: rpc('rpc.admin.relay_credential.list', Nothing, RelayCredentialList, {
    access: 'root',
    summary: 'The credentials of relays, revoked ones included',
  }),
  create: rpc('rpc.admin.relay_credential.create', CreateRelayCredentialRequest, NewRelayCredential, {
    access: 'root',
    stepUp: true,
    errors: ['INVALID_VALUE'],
    summary: 'Make a relay credential; its secret is answered once',
  }),
  rotate: rpc('rpc.admin.relay_credential.rotate', RotateRelayCredentialRequest, NewRelayCredential, {
    access: 'root',
    stepUp: true,
    errors: ['RELAY_CREDENTIAL_NOT_FOUND'],
    summary: 'Replace the secret of a relay credential; the old one stays valid for a while',
  }),
  revoke: rpc('rpc.admin.relay_credential.revoke', RelayCredentialId, Nothing, {
    access: 'root',
    stepUp: true,
    errors: ['RELAY_CREDENTIAL_NOT_FOUND'],
    summary: 'Revoke a relay credential: it is refused on the next request',
  }),
};
