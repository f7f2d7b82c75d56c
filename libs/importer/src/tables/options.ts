import { isOptionKey, type OptionKey, OPTIONS, PREREQUISITES, sealOption } from '@tollgate/options';
import type { Source } from '../sources/source.js';
import type { Target } from '../target/target.js';
import { Findings, type FindingsPlace, forgetFindings, storeFindings, type Tally } from '../run/findings.js';
import type { ProgressStore } from '../run/progress-store.js';
import { flag, jsonObject, line, text } from '../values/read.js';
import { OTHER_NAMES, RELAY_OPTION } from './option-names.js';
import type { Context, Out } from './table-import.js';

const NAME = 'options';

interface OptionsRun {
  readonly source: Source;
  readonly target: Target;
  readonly context: Context;
  readonly place: FindingsPlace;
  readonly store: ProgressStore | undefined;
}

/** Options of the source under the names and in the form of the product, corrected where they would lock people out. */
export async function mapOptions(
  source: Source,
  context: Pick<Context, 'options' | 'source'>,
  out: Out,
): Promise<Map<OptionKey, string>> {
  const mapped = new Map<OptionKey, string>();
  for (const [name, value] of context.options) take(name, value, mapped, out);
  await takeOneHub(source, context, mapped, out);
  await addGroups(source, mapped, out);
  if (context.source.columns.has('passkey_credentials') || context.source.columns.has('webauthn_credentials')) {
    await switchPasskeysOn(source, context, mapped, out);
  }
  switchOff(mapped, out);
  return mapped;
}

function take(name: string, value: string, mapped: Map<OptionKey, string>, out: Out): void {
  if (name === 'OIDCIssuer')
    return take('oidc.well_known', `${value.replace(/\/$/, '')}/.well-known/openid-configuration`, mapped, out);
  const key = isOptionKey(name) ? name : OTHER_NAMES[name];
  if (!key) return out.refuse(name, RELAY_OPTION.test(name) ? 'option-of-the-relay' : 'option-unknown');
  const stored = inForm(key, value);
  const wrong = OPTIONS[key].check(stored);
  if (wrong) return out.refuse(name, 'option-invalid', OPTIONS[key].secret ? '' : wrong.en);
  if (key !== name) out.change(name, 'option-renamed', key);
  mapped.set(key, stored);
}

/** Numbers in plain digits and switches in one word, where a source wrote them otherwise. */
function inForm(key: OptionKey, value: string): string {
  const { kind } = OPTIONS[key];
  const trimmed = kind === 'text' ? text(value) : text(value).trim();
  if (kind === 'bool') return flag(trimmed) ? 'true' : trimmed.toLowerCase();
  const number = Number(trimmed);
  if ((kind !== 'int' && kind !== 'decimal') || trimmed === '' || !Number.isFinite(number)) return trimmed;
  if (OPTIONS[key].check(trimmed) === null) return trimmed;
  return number.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 12 });
}

/** one-hub keeps groups and payment gateways in tables. */
async function takeOneHub(
  source: Source,
  context: Pick<Context, 'source'>,
  mapped: Map<OptionKey, string>,
  out: Out,
): Promise<void> {
  if (!context.source.columns.has('user_groups')) return;
  const groups = await source.query(
    `SELECT symbol, name, ratio, ${source.quote('public')} AS open, enable FROM user_groups ORDER BY symbol`,
  );
  const enabled = groups.filter((group) => flag(group.enable));
  take(
    'GroupRatio',
    JSON.stringify(Object.fromEntries(enabled.map((group) => [line(group.symbol), Number(text(group.ratio))]))),
    mapped,
    out,
  );
  const open = enabled.filter((group) => flag(group.open));
  take(
    'UserUsableGroups',
    JSON.stringify(Object.fromEntries(open.map((group) => [line(group.symbol), line(group.name)]))),
    mapped,
    out,
  );
  const gateways = await source.query('SELECT id, type, config, enable FROM payments ORDER BY id');
  for (const gateway of gateways) {
    const config = jsonObject(gateway.config) ?? {};
    const id = `payments ${text(gateway.id)}`;
    const fields = GATEWAYS[text(gateway.type)];
    if (!fields || !flag(gateway.enable)) {
      out.refuse(id, 'gateway-not-moved', text(gateway.type));
      continue;
    }
    for (const [from, to] of Object.entries(fields))
      if (typeof config[from] === 'string') take(to, config[from], mapped, out);
    out.change(id, 'gateway-as-options', text(gateway.type));
  }
}

const GATEWAYS: Readonly<Record<string, Readonly<Record<string, OptionKey>>>> = {
  epay: { pay_domain: 'PayAddress', partner_id: 'EpayId', key: 'EpayKey' },
  stripe: { secret_key: 'StripeApiSecret', webhook_secret: 'StripeWebhookSecret' },
};

/** A group that people are in and that has no ratio gets ratio 1, which is what the source charged. */
async function addGroups(source: Source, mapped: Map<OptionKey, string>, out: Out): Promise<void> {
  const group = source.quote('group');
  const rows = await source.query(`SELECT DISTINCT ${group} AS name FROM users`);
  const ratios = JSON.parse(mapped.get('GroupRatio') ?? OPTIONS.GroupRatio.fallback) as Record<string, number>;
  const missing = [...new Set(rows.map((row) => line(row.name)))].filter(
    (name) => !['', 'auto', ...Object.keys(ratios)].includes(name),
  );
  if (!('default' in ratios)) missing.push('default');
  if (missing.length === 0) return;
  for (const name of missing) out.change('GroupRatio', 'group-without-ratio', name);
  mapped.set('GroupRatio', JSON.stringify({ ...ratios, ...Object.fromEntries(missing.map((name) => [name, 1])) }));
}

async function switchPasskeysOn(
  source: Source,
  { source: { columns } }: Pick<Context, 'source'>,
  mapped: Map<OptionKey, string>,
  out: Out,
) {
  const table = columns.has('passkey_credentials') ? 'passkey_credentials' : 'webauthn_credentials';
  const [row] = await source.query(`SELECT count(*) AS n FROM ${table}`);
  if (Number(row?.n ?? 0) === 0 || mapped.get('passkey.enabled') === 'true') return;
  mapped.set('passkey.enabled', 'true');
  out.change('passkey.enabled', 'passkeys-switched-on');
}

/** A switch whose settings are missing would be refused here, and would lock people out: it is off. */
function switchOff(mapped: Map<OptionKey, string>, out: Out): void {
  for (const [key, rule] of Object.entries(PREREQUISITES) as [OptionKey, { needs: readonly OptionKey[] }][]) {
    const missing = rule.needs.filter((need) => (mapped.get(need) ?? OPTIONS[need].fallback).trim() === '');
    if (mapped.get(key) !== 'true' || missing.length === 0) continue;
    mapped.set(key, 'false');
    out.change(key, 'option-switched-off', `without ${missing.join(', ')}`);
  }
}

/** Moves the options: in the first pass all of them, later those that changed in the source since. */
export async function runOptions(run: OptionsRun): Promise<Tally> {
  const { source, target, context, place, store } = run;
  const before = await store?.get(NAME);
  if (context.mode === 'import' && before?.done) return before;
  return target.transaction(async () => {
    await forgetFindings(target, place, NAME);
    const findings = new Findings([]);
    const mapped = await mapOptions(source, context, findings);
    await findings.flush(target);
    const { refused } = await storeFindings(target, place, NAME);
    const read = context.options.size;
    const tally = { read, refused: Math.min(refused, read), merged: 0, moved: Math.max(0, read - refused) };
    if (!store) return tally;
    await storeOptions(run, mapped);
    await store.put(NAME, { ...tally, lastKey: [], done: true });
    return tally;
  });
}

async function storeOptions({ target, context }: OptionsRun, mapped: ReadonlyMap<OptionKey, string>): Promise<void> {
  const [row] = await target.query<{ settings: Record<string, string> }>(
    'SELECT settings FROM admin.imports WHERE id = $1',
    [context.importId],
  );
  const digest = (key: string, value: string) =>
    context.secrets.lookups(`${key}=${value}`, 'import')[0].toString('base64url');
  const digests = Object.fromEntries([...mapped].map(([key, value]) => [key, digest(key, value)]));
  const due = [...mapped].filter(([key]) => digests[key] !== row?.settings[key]);
  for (const [key, value] of due) {
    await target.run(
      'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()',
      [key, sealOption(context.secrets, key, value)],
    );
  }
  if (due.length > 0) await target.run('UPDATE admin.option_version SET version = version + 1');
  await target.run('UPDATE admin.imports SET settings = $2 WHERE id = $1', [context.importId, JSON.stringify(digests)]);
  await target.run(`INSERT INTO admin.setup (version) VALUES ('import') ON CONFLICT DO NOTHING`);
}
