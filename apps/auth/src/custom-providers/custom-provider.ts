import { AppError } from '@tollgate/contracts';
import type { CustomProviderRow } from '@tollgate/entities';
import type { OAuthProvider } from '../third-party/oauth-provider.js';
import {
  type Claims,
  parseNumericId,
  parseSubject,
  parseText,
  type ThirdPartyProfile,
} from '../third-party/third-party-profile.js';
import { allows, parsePolicy } from './access-policy.js';
import { readField } from './read-field.js';

const AUTH = ['auto', 'post', 'basic'] as const;

/**
 * A custom provider as the authorization code flow takes it. With a discovery document and the scope openid its keys are known, so a
 * signed id_token is required and verified; else the record at the user info endpoint is the only source.
 */
export function toOAuthProvider(row: CustomProviderRow, clientSecret: string): OAuthProvider {
  const isOpenId = row.well_known !== '' && row.scopes.split(/\s+/).includes('openid');
  const { authorization_endpoint, token_endpoint, user_info_endpoint: userinfo_endpoint } = row;
  return {
    id: `custom:${row.id}`,
    slug: row.slug,
    label: row.name,
    enabled: row.enabled,
    clientId: row.client_id,
    clientSecret,
    scope: row.scopes,
    clientAuth: AUTH[row.auth_style] ?? 'auto',
    endpoints: isOpenId ? null : { authorize: authorization_endpoint, token: token_endpoint, user: userinfo_endpoint },
    discovery: { wellKnown: row.well_known, authorization_endpoint, token_endpoint, userinfo_endpoint },
    legacyRedirect: `/oauth/${row.slug}`,
    profile: (claims, issuer) =>
      toProfile(row, claims, isOpenId ? issuer : new URL(userinfo_endpoint).origin, isOpenId),
  };
}

/**
 * Issuer and id together identify the account, because root may point the provider at another server, whose ids are other people's.
 * @throws AppError OAUTH_POLICY_REFUSED
 */
function toProfile(
  row: CustomProviderRow,
  claims: Claims,
  issuer: string,
  isOpenId: boolean,
): ThirdPartyProfile | undefined {
  const id = readField(claims, row.user_id_field);
  const subject = parseSubject(id) ?? parseNumericId(id);
  if (subject === undefined) return undefined;
  const policy = parsePolicy(row.access_policy);
  if (policy && !allows(policy, claims)) {
    throw new AppError('OAUTH_POLICY_REFUSED', { reason: row.access_denied_message || row.name });
  }
  const address = readText(claims, row.email_field);
  return {
    subject: `${issuer} ${subject}`,
    username: readText(claims, row.username_field),
    displayName: readText(claims, row.display_name_field) ?? `${row.name} User`,
    // only a signed provider is trusted to have verified an address, as with the built-in OpenID Connect
    email: address ? { address, verified: isOpenId && claims.email_verified === true } : undefined,
  };
}

function readText(claims: Claims, field: string): string | undefined {
  return field === '' ? undefined : parseText(readField(claims, field));
}
