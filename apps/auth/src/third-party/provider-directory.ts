import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import { toOAuthProvider } from '../custom-providers/custom-provider.js';
import { CustomProvidersRepository } from '../custom-providers/custom-providers.repository.js';
import type { OAuthProvider } from './oauth-provider.js';
import { OAUTH, type ProviderHosts } from './providers.js';

/** Finds a provider with its settings of this moment: a built-in one, or one that root made. */
@Injectable()
export class ProviderDirectory {
  constructor(
    private readonly options: Options,
    private readonly custom: CustomProvidersRepository,
    @Inject(CONFIG) private readonly hosts: ProviderHosts,
  ) {}

  /** Undefined if there is no provider of that name; one that is switched off is found. */
  async find(slug: string): Promise<OAuthProvider | undefined> {
    if (Object.hasOwn(OAUTH, slug)) return this.builtIn(slug);
    const row = await this.custom.findBySlug(slug);
    return row && toOAuthProvider(row, this.custom.openSecret(row));
  }

  private builtIn(slug: string): OAuthProvider | undefined {
    const provider = OAUTH[slug];
    if (!provider) return undefined;
    const { options } = this;
    return {
      ...provider,
      slug,
      enabled: options.get(provider.enabled),
      clientId: options.text(provider.clientId),
      clientSecret: options.text(provider.clientSecret),
      endpoints: provider.endpoints?.(this.hosts) ?? null,
      discovery: {
        wellKnown: options.get('oidc.well_known'),
        authorization_endpoint: options.get('oidc.authorization_endpoint') || undefined,
        token_endpoint: options.get('oidc.token_endpoint') || undefined,
        userinfo_endpoint: options.get('oidc.user_info_endpoint') || undefined,
      },
    };
  }
}
