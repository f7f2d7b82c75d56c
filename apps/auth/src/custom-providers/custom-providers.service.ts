import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { Records } from '@tollgate/audit-log';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type {
  CreateCustomProvider,
  CustomProvider,
  CustomProviderId,
  CustomProviderList,
  Discovery,
  DiscoveryRequest,
  UpdateCustomProvider,
} from '@tollgate/contracts/auth/custom-providers';
import type { CustomProviderRow } from '@tollgate/entities';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import { ProviderHttp, ProviderUnavailable } from '../outbound/provider-http.js';
import { parsePolicy } from './access-policy.js';
import { CustomProvidersRepository, type ProviderFields } from './custom-providers.repository.js';
import { toIcon } from './icon.js';

type Context = RequestContext<Identity>;

/** Names that paths and login methods of the platform have. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['github', 'discord', 'oidc', 'linuxdo', 'wechat', 'telegram', 'email'],
  ...['state', 'bindings', 'password', 'passkey', '2fa', 'custom'],
]);
const WELL_KNOWN_PATH = '/.well-known/openid-configuration';
/** The fields of a discovery document that the form needs. */
const DISCOVERED = [
  ...['issuer', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'],
  ...['scopes_supported', 'token_endpoint_auth_methods_supported'],
];
const DEFAULTS = {
  ...{ icon: '', enabled: false, scopes: 'openid profile email', well_known: '', auth_style: 0 },
  ...{ user_id_field: 'sub', username_field: 'preferred_username', display_name_field: 'name', email_field: 'email' },
  ...{ access_policy: '', access_denied_message: '' },
};

/** Root's administration of custom OAuth providers. */
@Injectable()
export class CustomProvidersService {
  constructor(
    private readonly providers: CustomProvidersRepository,
    private readonly records: Records,
    private readonly uow: UnitOfWork,
  ) {}

  async list(): Promise<CustomProviderList> {
    return { providers: (await this.providers.list()).map(toView) };
  }

  /** @throws AppError CUSTOM_PROVIDER_NOT_FOUND */
  async get({ id }: CustomProviderId): Promise<CustomProvider> {
    const row = await this.providers.get(id);
    if (!row) throw new AppError('CUSTOM_PROVIDER_NOT_FOUND');
    return toView(row);
  }

  /** @throws AppError INVALID_VALUE, CUSTOM_PROVIDER_SLUG_TAKEN, CUSTOM_PROVIDER_SLUG_RESERVED, PERMISSION_DENIED */
  async create({ client_secret, ...given }: CreateCustomProvider, context: Context): Promise<CustomProvider> {
    const fields = checkFields({ ...DEFAULTS, ...given });
    return this.uow.run(async (tx) => {
      await lockActor(tx, context.identity, Role.root);
      const row = await this.providers.insert(tx, fields, client_secret);
      await this.record(tx, context, 'create', row.id, undefined, fields);
      return toView(row);
    });
  }

  /** @throws AppError CUSTOM_PROVIDER_NOT_FOUND and as `create` */
  async update({ id, client_secret, ...given }: UpdateCustomProvider, context: Context): Promise<CustomProvider> {
    return this.uow.run(async (tx) => {
      await lockActor(tx, context.identity, Role.root);
      const before = await this.lock(tx, id);
      const { id: _, ...stored } = toView(before);
      const fields = checkFields({ ...stored, ...given });
      const row = await this.providers.update(tx, id, fields, client_secret || undefined);
      const secret = client_secret ? { client_secret: '(changed)' } : {};
      await this.record(tx, context, 'update', id, stored, { ...fields, ...secret });
      return toView(row);
    });
  }

  /** @throws AppError CUSTOM_PROVIDER_NOT_FOUND, CUSTOM_PROVIDER_BOUND, PERMISSION_DENIED */
  async remove({ id }: CustomProviderId, context: Context): Promise<object> {
    await this.uow.run(async (tx) => {
      await lockActor(tx, context.identity, Role.root);
      const { id: _, ...stored } = toView(await this.lock(tx, id));
      await this.providers.remove(tx, id);
      await this.record(tx, context, 'remove', id, stored, undefined);
    });
    return {};
  }

  /**
   * Reads a discovery document. Only the fields that the form needs are answered, so that an internal service cannot be read through it.
   * @throws AppError INVALID_PARAMETER, INVALID_VALUE, OAUTH_UNREACHABLE
   */
  async discover({ well_known_url, issuer_url }: DiscoveryRequest): Promise<Discovery> {
    const url = toDiscoveryUrl(well_known_url?.trim(), issuer_url?.trim());
    try {
      const document = await new ProviderHttp().json(url);
      const known = DISCOVERED.filter((key) => Object.hasOwn(document, key)).map((key) => [key, document[key]]);
      return { well_known_url: url, discovery: Object.fromEntries(known) as object };
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      throw new AppError('OAUTH_UNREACHABLE', { provider: new URL(url).host }, { cause: error });
    }
  }

  private async lock(tx: Tx, id: number): Promise<CustomProviderRow> {
    const row = await this.providers.lock(tx, id);
    if (!row) throw new AppError('CUSTOM_PROVIDER_NOT_FOUND');
    return row;
  }

  private async record(
    tx: Tx,
    { identity, caller }: Context,
    verb: string,
    id: number,
    before: unknown,
    after: unknown,
  ) {
    const action = `custom_provider.${verb}` as const;
    await this.records.audit(tx, {
      actor: identity,
      action,
      target: { type: 'custom_provider', id },
      before,
      after,
      caller,
    });
  }
}

/** @throws AppError INVALID_VALUE, CUSTOM_PROVIDER_SLUG_RESERVED */
function checkFields(fields: ProviderFields): ProviderFields {
  if (RESERVED.has(fields.slug)) throw new AppError('CUSTOM_PROVIDER_SLUG_RESERVED');
  if (fields.user_id_field === '') throw new AppError('INVALID_VALUE', { field: 'user_id_field' });
  for (const field of ['authorization_endpoint', 'token_endpoint', 'user_info_endpoint', 'well_known'] as const) {
    if (fields[field] !== '' && !URL.canParse(fields[field])) throw new AppError('INVALID_VALUE', { field });
  }
  parsePolicy(fields.access_policy);
  return { ...fields, icon: toIcon(fields.icon) };
}

function toDiscoveryUrl(wellKnown: string | undefined, issuer: string | undefined): string {
  if (!wellKnown && !issuer) throw new AppError('INVALID_PARAMETER', { field: 'well_known_url' });
  const text = wellKnown || `${issuer?.replace(/\/+$/, '')}${WELL_KNOWN_PATH}`;
  const isHttp = /^https?:\/\//i.test(text) && URL.canParse(text);
  if (!isHttp) throw new AppError('INVALID_VALUE', { field: wellKnown ? 'well_known_url' : 'issuer_url' });
  return text;
}

/** A provider as root sees it, without its secret. */
function toView({ client_secret: _, created_at: __, ...view }: CustomProviderRow): CustomProvider {
  return view;
}
