import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Identity, Nothing, Role } from '@tollgate/contracts';
import type {
  GroupNames,
  ModelsInUse,
  OptionList,
  StrandedGroup,
  UpdatedOption,
  UpdateOptionRequest,
} from '@tollgate/contracts/admin/options';
import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import {
  deriveEpayAddresses,
  FOLLOWERS,
  isOptionKey,
  OPTION_KEYS,
  type OptionKey,
  OPTIONS,
  Options,
  PREREQUISITES,
  sealOption,
} from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { toStoredText } from './option-value.js';
import { OptionsRepository } from './options.repository.js';
import { RootLogin } from './root-login.js';
import { checkStrandedGroups, describeGroups } from './stranded-groups.js';

type Context = RequestContext<Identity>;

/** Longest time that an answer waits until the other replicas have the change, in milliseconds (ADR 5, Options). */
const MAX_REPLICA_WAIT_MS = 1000;
const REPLICA_POLL_MS = 15;
/** The keys under which old versions kept the panels of the console, and the keys of this version. */
const OLD_PANELS: readonly [string, OptionKey][] = [
  ['ApiInfo', 'console_setting.api_info'],
  ['Announcements', 'console_setting.announcements'],
  ['FAQ', 'console_setting.faq'],
];
/** Taken and kept, but not listed: New API does not list it either. */
const HIDDEN: OptionKey = 'theme.frontend';
/** The options with this prefix are written only by the confirmation of compliance. */
const COMPLIANCE = 'payment_setting.compliance_';
const MODEL_RATIOS: readonly OptionKey[] = ['ModelRatio'];

/** Settings that root changes at run time. */
@Injectable()
export class OptionsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: OptionsRepository,
    private readonly options: Options,
    private readonly records: Records,
    private readonly secrets: Secrets,
    private readonly rootLogin: RootLogin,
  ) {}

  /** Every key that is not a secret, with its value in force as text; addresses of Epay that are empty are shown as derived. */
  async list(): Promise<OptionList> {
    await this.options.refresh();
    const open = OPTION_KEYS.filter((key) => !OPTIONS[key].secret && key !== HIDDEN);
    const derived = deriveEpayAddresses(this.options.get('PayAddress'));
    const inForce: Partial<Record<OptionKey, string>> = {
      PaySubmitAddress: derived?.submit,
      PayQueryAddress: derived?.query,
    };
    return { options: open.map((key) => ({ key, value: this.options.text(key) || (inForce[key] ?? '') })) };
  }

  /**
   * Stores one option. Answers when the running replicas have it, or after a second.
   * @throws AppError OPTION_UNKNOWN, OPTION_READ_ONLY, OPTION_INVALID, GROUPS_IN_USE, and a refusal for a switch whose settings are missing
   */
  async update({ key, value, force = false }: UpdateOptionRequest, context: Context): Promise<UpdatedOption> {
    if (!isOptionKey(key)) throw new AppError('OPTION_UNKNOWN', { key });
    if (key.startsWith(COMPLIANCE)) throw new AppError('OPTION_READ_ONLY', { key });
    const text = toStoredText(key, value);
    let stranded: UpdatedOption['stranded'] = [];
    await this.change(context, async (tx) => {
      await this.refuseUnready(tx, key, text);
      await this.rootLogin.check(tx, context.identity.userId, key, text);
      stranded = await checkStrandedGroups(tx, this.repository, { key, text, force });
      await this.write(tx, context, key, text, stranded);
      const follower = FOLLOWERS[key];
      if (follower) await this.write(tx, context, follower.key, follower.value(text));
    });
    return stranded.length > 0 ? { stranded } : {};
  }

  /** Stores several options at once, together or not at all. The texts are the caller's own, so they are not checked. */
  async storeAll(values: Readonly<Partial<Record<OptionKey, string>>>, context: Context): Promise<void> {
    await this.change(context, async (tx) => {
      for (const [key, text] of Object.entries(values)) await this.write(tx, context, key as OptionKey, text);
    });
  }

  /** Takes the model ratios back to their defaults. */
  async resetModelRatio(context: Context): Promise<Nothing> {
    await this.change(context, async (tx) => {
      await this.repository.remove(tx, MODEL_RATIOS);
      for (const key of MODEL_RATIOS) await this.recordChange(tx, context, key, undefined, OPTIONS[key].fallback);
    });
    return new Nothing();
  }

  /** Moves panels from the keys of old versions to those of this version, if these are not set. */
  async migrateConsole(context: Context): Promise<Nothing> {
    await this.change(context, async (tx) => {
      const stored = await this.repository.stored(tx, OLD_PANELS.flat());
      for (const [old, key] of OLD_PANELS) {
        const value = stored.get(old);
        if (value === undefined || OPTIONS[key].check(value) !== null) continue;
        if (!stored.has(key)) await this.write(tx, context, key, value);
        await this.repository.remove(tx, [old]);
      }
    });
    return new Nothing();
  }

  /** The names of the groups: the keys of `GroupRatio`. */
  async groups(): Promise<GroupNames> {
    return { groups: Object.keys(this.options.get('GroupRatio')) };
  }

  /** The models of all groups, each once, in order. */
  async models(): Promise<ModelsInUse> {
    return { models: [...new Set(Object.values(this.options.get('GroupModels')).flat())].sort() };
  }

  /** Announces a new version of the options to every replica, and waits until the running ones have it. */
  async announce(version: number): Promise<void> {
    this.options.announce();
    await this.options.refresh();
    const until = performance.now() + MAX_REPLICA_WAIT_MS;
    while (performance.now() < until && (await this.repository.replicasBehind(version)) > 0)
      await sleep(REPLICA_POLL_MS);
  }

  private async change(context: Context, write: (tx: Tx) => Promise<void>): Promise<void> {
    const version = await this.work.run(async (tx) => {
      await lockActor(tx, context.identity, Role.root);
      const next = await this.repository.raiseVersion(tx);
      await write(tx);
      return next;
    });
    await this.announce(version);
  }

  private async write(
    tx: Tx,
    context: Context,
    key: OptionKey,
    text: string,
    stranded: readonly StrandedGroup[] = [],
  ): Promise<void> {
    const before = (await this.repository.stored(tx, [key])).get(key);
    await this.repository.put(tx, key, sealOption(this.secrets, key, text));
    const reason = stranded.length > 0 ? `force: ${describeGroups(stranded).groups}` : undefined;
    await this.recordChange(tx, context, key, before, text, reason);
  }

  private async refuseUnready(tx: Tx, key: OptionKey, text: string): Promise<void> {
    if (key === 'EmailDomainWhitelist' && text === '') {
      const isOn =
        (await this.repository.stored(tx, ['EmailDomainRestrictionEnabled'])).values().next().value === 'true';
      if (isOn) throw new AppError('EMAIL_DOMAINS_NOT_CONFIGURED');
    }
    const rule = PREREQUISITES[key];
    if (!rule || text !== 'true') return;
    const stored = await this.repository.stored(tx, rule.needs);
    const getInForce = (need: OptionKey) => stored.get(need) ?? OPTIONS[need].fallback;
    if (rule.needs.some((need) => getInForce(need).trim() === '')) throw new AppError(rule.code);
  }

  private async recordChange(
    tx: Tx,
    context: Context,
    key: OptionKey,
    before: string | undefined,
    after: string,
    reason?: string,
  ) {
    const { identity: actor, caller } = context;
    const shown = (text: string) => (OPTIONS[key].secret ? (text === '' ? '(empty)' : '(set)') : text);
    await this.records.audit(tx, {
      actor,
      action: 'option.update',
      target: { type: 'option', id: key },
      before: before === undefined ? null : shown(before),
      after: shown(after),
      reason,
      caller,
    });
  }
}
