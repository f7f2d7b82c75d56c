import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { AppError, type Identity, Nothing, Role } from '@tollgate/contracts';
import type {
  CreateRelayCredentialRequest,
  NewRelayCredential,
  RelayCredentialId,
  RelayCredentialList,
  RotateRelayCredentialRequest,
} from '@tollgate/contracts/admin/relay-credentials';
import { hashSecret, isAllowList, newBase62 } from '@tollgate/platform/access';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { RelayCredentialsRepository } from './relay-credentials.repository.js';

type Context = RequestContext<Identity>;

/** Letters and digits after `rk-`: 285 bits. */
const SECRET_LENGTH = 48;
const SCOPES = ['verify', 'usage'];
const OVERLAP_SECONDS = 3600;

/** Making, rotating and revoking what relays authenticate with. */
@Injectable()
export class RelayCredentialsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: RelayCredentialsRepository,
    private readonly records: Records,
  ) {}

  async list(): Promise<RelayCredentialList> {
    return { credentials: await this.repository.list() };
  }

  /** @throws AppError INVALID_VALUE naming the field */
  async create(request: CreateRelayCredentialRequest, context: Context): Promise<NewRelayCredential> {
    const { name, scopes = SCOPES, allow_ips: allowIps = '', expired_time: expires = -1 } = request;
    if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) throw invalid('scopes');
    if (!isAllowList(allowIps)) throw invalid('allow_ips');
    if (expires !== -1 && expires * 1000 <= Date.now()) throw invalid('expired_time');
    const secret = newCredential();
    const credential = { name, hash: hashSecret(secret), scopes: [...new Set(scopes)], allowIps };
    const id = await this.change(context, async (tx) => {
      const made = await this.repository.insert(tx, { ...credential, expiresAt: expires === -1 ? null : expires });
      await this.audit(tx, context, 'relay_credential.create', made, { name, scopes, allow_ips: allowIps });
      return made;
    });
    return { id, secret };
  }

  /** @throws AppError RELAY_CREDENTIAL_NOT_FOUND */
  async rotate(request: RotateRelayCredentialRequest, context: Context): Promise<NewRelayCredential> {
    const { id, overlap_seconds: overlap = OVERLAP_SECONDS } = request;
    const secret = newCredential();
    await this.change(context, async (tx) => {
      const name = await this.repository.rotate(tx, id, hashSecret(secret), overlap);
      if (name === undefined) throw new AppError('RELAY_CREDENTIAL_NOT_FOUND');
      await this.audit(tx, context, 'relay_credential.rotate', id, { name, overlap_seconds: overlap });
    });
    return { id, secret };
  }

  /** @throws AppError RELAY_CREDENTIAL_NOT_FOUND */
  async revoke({ id }: RelayCredentialId, context: Context): Promise<Nothing> {
    await this.change(context, async (tx) => {
      const name = await this.repository.revoke(tx, id);
      if (name === undefined) throw new AppError('RELAY_CREDENTIAL_NOT_FOUND');
      await this.audit(tx, context, 'relay_credential.revoke', id, { name });
    });
    return new Nothing();
  }

  private change<T>(context: Context, write: (tx: Tx) => Promise<T>): Promise<T> {
    return this.work.run(async (tx) => {
      await lockActor(tx, context.identity, Role.root);
      return write(tx);
    });
  }

  private audit(
    tx: Tx,
    { identity: actor, caller }: Context,
    action: `${string}.${string}`,
    id: number,
    after: object,
  ) {
    return this.records.audit(tx, { actor, action, target: { type: 'relay_credential', id }, after, caller });
  }
}

function newCredential(): string {
  return `rk-${newBase62(SECRET_LENGTH)}`;
}

function invalid(field: string): AppError {
  return new AppError('INVALID_VALUE', { field });
}
