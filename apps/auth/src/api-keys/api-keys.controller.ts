import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type ApiKeyId,
  type ApiKeyIds,
  type ApiKeyListRequest,
  apiKeysRpc,
  type CreateApiKeyRequest,
  type ApiKeysToCopy,
  type SearchApiKeysPage,
  type SearchApiKeysRequest,
  type UpdateApiKeyRequest,
  type VerifyApiKeyRequest,
} from '@tollgate/contracts/auth/api-keys';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { ApiKeyCopiesService } from './api-key-copies.service.js';
import { ApiKeysService } from './api-keys.service.js';
import { KeyVerificationService } from './key-verification.service.js';

/** API keys: their owner's side, and the relay's. */
@Controller()
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly copies: ApiKeyCopiesService,
    private readonly verification: KeyVerificationService,
  ) {}

  @Handles(apiKeysRpc.list)
  list(request: ApiKeyListRequest, { identity, caller }: RequestContext<Identity>) {
    return this.keys.list(request, identity, caller);
  }

  @Handles(apiKeysRpc.search)
  search(request: SearchApiKeysRequest, { identity }: RequestContext<Identity>) {
    return this.keys.search(request, identity);
  }

  @Handles(apiKeysRpc.searchPage)
  searchPage(request: SearchApiKeysPage, { identity, caller }: RequestContext<Identity>) {
    return this.copies.search(request, identity, caller);
  }

  @Handles(apiKeysRpc.copy)
  copy({ id }: ApiKeyId, { identity }: RequestContext<Identity>) {
    return this.copies.copy(id, identity);
  }

  @Handles(apiKeysRpc.copyMany)
  copyMany(request: ApiKeysToCopy, { identity }: RequestContext<Identity>) {
    return this.copies.copyMany(request, identity);
  }

  @Handles(apiKeysRpc.autoGroups)
  async autoGroups(_: object, { identity }: RequestContext<Identity>) {
    return this.copies.autoGroups(identity);
  }

  @Handles(apiKeysRpc.get)
  get({ id }: ApiKeyId, { identity, caller }: RequestContext<Identity>) {
    return this.keys.get(id, identity, caller);
  }

  @Handles(apiKeysRpc.create)
  create(request: CreateApiKeyRequest, { identity, caller }: RequestContext<Identity>) {
    return this.keys.create(request, identity, caller);
  }

  @Handles(apiKeysRpc.update)
  update(request: UpdateApiKeyRequest, { identity, caller }: RequestContext<Identity>) {
    return this.keys.update(request, identity, caller);
  }

  @Handles(apiKeysRpc.delete)
  delete({ id }: ApiKeyId, { identity }: RequestContext<Identity>) {
    return this.keys.delete(id, identity);
  }

  @Handles(apiKeysRpc.deleteMany)
  deleteMany({ ids }: ApiKeyIds, { identity }: RequestContext<Identity>) {
    return this.keys.deleteMany(ids, identity);
  }

  @Handles(apiKeysRpc.verify)
  verify(request: VerifyApiKeyRequest) {
    return this.verification.verify(request);
  }

  @Handles(apiKeysRpc.usage)
  usage(_: object, { caller }: RequestContext<null>) {
    return this.verification.usage(caller);
  }
}
