import {
  either,
  isAmountMap,
  isObject,
  isPositiveInt,
  isRatio,
  isText,
  arrayRule,
  recordRule,
  withTexts,
} from '../json-rules.js';
import { deriveEpayAddresses, isPlainAddress } from '../epay-addresses.js';
import {
  address,
  bool,
  choice,
  decimal,
  int,
  json,
  type OptionSpec,
  problem,
  type Problem,
  secret,
  text,
} from '../kinds.js';

/** One way to pay, as the top-up page shows it; amounts are texts there. */
export interface PayMethod {
  readonly name: string;
  readonly type: string;
  readonly color?: string;
  readonly icon?: string;
  readonly min_topup?: string;
}

/** A fixed product of the Creem shop. */
export interface CreemProduct {
  readonly productId: string;
  readonly name: string;
  readonly price: number;
  readonly currency: string;
  readonly quota: number;
}

type Ratios = Readonly<Record<string, number>>;

const PAY_METHODS: readonly PayMethod[] = [
  { name: '支付宝', color: 'rgba(var(--semi-blue-5), 1)', type: 'alipay' },
  { name: '微信', color: 'rgba(var(--semi-green-5), 1)', type: 'wxpay' },
  { name: '自定义1', color: 'black', type: 'custom1', min_topup: '50' },
];

/** Gifts, prices, payment providers and groups. Read by billing, auth (gifts, groups) and admin. */
export const moneyOptions = {
  QuotaForNewUser: int(0),
  QuotaForInviter: int(0),
  QuotaForInvitee: int(0),
  /** Requests a second that one relay credential may make of one billing replica. */
  RelayRateLimit: int(5000, { min: 1, max: 1_000_000 }),
  /** How many times its reservation one call may leave as debt; at least one unit of currency. */
  RelayDebtFactor: int(10, { min: 0, max: 100 }),
  /** Days for which receipts and ended reservations are kept. */
  RelayReceiptDays: int(90, { min: 90, max: 3650 }),
  /** Webhooks may go to private and loopback addresses. */
  WebhookAllowPrivateAddresses: bool(false),
  /** Quota that an administrator may give per day (UTC) in credits and codes; 0: no limit. Root is exempt. */
  AdminGrantDailyCeiling: int(0),
  /** A credit or batch of codes above this quota waits until another administrator approves it; 0: none does. */
  AdminGrantApprovalThreshold: int(0),
  QuotaPerUnit: decimal('500000', { min: 0.000001, max: 1e12 }),
  QuotaRemindThreshold: int(1000),
  PreConsumedQuota: int(500),
  TopUpLink: text('', { max: 2048 }),
  PayAddress: gatewayAddress(),
  /** Beyond New API: where purchases and order queries go, if that does not follow from PayAddress. */
  PaySubmitAddress: plainAddress(),
  PayQueryAddress: plainAddress(),
  EpayId: text('', { max: 1024 }),
  EpayKey: secret(),
  CustomCallbackAddress: address(),
  PayMethods: json(PAY_METHODS, arrayRule(payMethod), arrayRule(offeredMethod)),
  Price: decimal('7.3'),
  USDExchangeRate: decimal('7.3'),
  MinTopUp: int(1, { min: 1 }),
  TopupGroupRatio: json<Ratios>({ default: 1, svip: 1, vip: 1 }, recordRule(isRatio)),
  'payment_setting.amount_options': json<readonly number[]>([10, 20, 50, 100, 200, 500], arrayRule(isPositiveInt)),
  'payment_setting.amount_discount': json<Ratios>({}, isAmountMap),
  StripeApiSecret: secret(),
  StripeWebhookSecret: secret(),
  StripePriceId: text(),
  StripeUnitPrice: decimal('8'),
  StripeMinTopUp: int(1, { min: 1 }),
  StripePromotionCodesEnabled: bool(false),
  /** Beyond New API: Stripe adds tax to the price. */
  StripeAutomaticTax: bool(false),
  CreemApiKey: secret(),
  CreemWebhookSecret: secret(),
  CreemProducts: json<readonly CreemProduct[]>(
    [],
    arrayRule(withTexts('productId', 'name')),
    arrayRule(offeredProduct),
  ),
  CreemTestMode: bool(false),
  WaffoEnabled: bool(false),
  WaffoSandbox: bool(false),
  WaffoMerchantId: text(),
  WaffoApiKey: secret(),
  WaffoPrivateKey: secret(16_384),
  WaffoPublicCert: text('', { max: 16_384 }),
  WaffoSandboxApiKey: secret(),
  WaffoSandboxPrivateKey: secret(16_384),
  WaffoSandboxPublicCert: text('', { max: 16_384 }),
  WaffoCurrency: text('', { max: 16 }),
  WaffoUnitPrice: decimal('1'),
  WaffoMinTopUp: int(1, { min: 1 }),
  WaffoNotifyUrl: address(),
  WaffoReturnUrl: address(),
  WaffoSubscriptionReturnUrl: address(),
  WaffoPayMethods: json<readonly object[]>([], arrayRule(isObject)),
  WaffoPancakeMerchantID: text(),
  WaffoPancakePrivateKey: secret(16_384),
  WaffoPancakeStoreID: text(),
  WaffoPancakeProductID: text(),
  WaffoPancakeReturnURL: address(),
  WaffoPancakeUnitPrice: decimal('1'),
  WaffoPancakeMinTopUp: int(1, { min: 1 }),
  /** Set by POST /api/option/payment_compliance alone. */
  'payment_setting.compliance_confirmed': bool(false),
  'payment_setting.compliance_confirmed_at': int(0),
  'payment_setting.compliance_confirmed_by': int(0),
  'payment_setting.compliance_confirmed_ip': text(),
  'payment_setting.compliance_terms_version': text('', { max: 16 }),
  'general_setting.quota_display_type': choice(['USD', 'CNY', 'TOKENS', 'CUSTOM'], 'USD'),
  'general_setting.custom_currency_symbol': text('¤', { max: 16 }),
  'general_setting.custom_currency_exchange_rate': decimal('1'),
  DisplayInCurrencyEnabled: bool(true),
  DisplayTokenStatEnabled: bool(true),
  GroupRatio: json<Ratios>({ default: 1, svip: 1, vip: 1 }, recordRule(isRatio)),
  UserUsableGroups: json<Readonly<Record<string, string>>>({ default: '默认分组', vip: 'vip分组' }, recordRule(isText)),
  GroupGroupRatio: json<Readonly<Record<string, Ratios>>>({ vip: { edit_this: 0.9 } }, recordRule(recordRule(isRatio))),
  'group_ratio_setting.group_special_usable_group': json<Readonly<Record<string, Readonly<Record<string, string>>>>>(
    { vip: { '-:remove_1': 'vip_removed_group_1', append_1: 'vip_special_group_1' } },
    recordRule(recordRule(isText)),
  ),
  AutoGroups: json<readonly string[]>(['default'], arrayRule(isText)),
  DefaultUseAutoGroup: bool(false),
  /** Beyond New API: which models a group may use, until a relay supplies it. */
  GroupModels: json<Readonly<Record<string, readonly string[]>>>({}, recordRule(arrayRule(isText))),
} as const;

/** The client sends `min_topup` as text or number. The type is signed unescaped, so it must not look like another parameter. */
function payMethod(value: unknown): Problem | null {
  const wrong = withTexts('name', 'type')(value) ?? recordRule(either(isText, isRatio))(value);
  if (wrong) return wrong;
  const { type } = value as PayMethod;
  if (/^[^\s&=\p{C}]{1,64}$/u.test(type)) return null;
  return problem(
    'has a type with &, =, a space or a control character, or of more than 64 characters',
    '的 type 不能包含 &、=、空格或控制字符，且不超过 64 个字符',
  );
}

/** A method as it may be written: also with an amount that can be read. An empty amount is none. */
function offeredMethod(value: unknown): Problem | null {
  const wrong = payMethod(value);
  if (wrong) return wrong;
  const { min_topup: units = '' } = value as Record<string, unknown>;
  if (units === '' || (/^\d{1,12}$/.test(String(units)) && typeof units !== 'object')) return null;
  return problem('has a min_topup that is no whole number', '的 min_topup 必须是整数');
}

/** A product as it may be written: also with a price and a quota that can be sold. */
function offeredProduct(value: unknown): Problem | null {
  const wrong = withTexts('productId', 'name')(value);
  if (wrong) return wrong;
  const { price, quota, currency = '' } = value as Record<string, unknown>;
  if (typeof price !== 'number' || !(price > 0))
    return problem('has a price that is no number above 0', '的 price 必须是大于 0 的数');
  if (isPositiveInt(quota))
    return problem('has a quota that is no whole number above 0', '的 quota 必须是大于 0 的整数');
  return isText(currency) && problem('has a currency that is no text', '的 currency 必须是文本');
}

/** The address of an Epay gateway as the provider documents it. */
function gatewayAddress(): OptionSpec<string> {
  const wrong = problem(
    'must be the address of the gateway without a query: submit.php and api.php follow from it',
    '必须是支付网关地址（不含查询参数），submit.php 与 api.php 由其推导',
  );
  const check = (value: string) => (value === '' || deriveEpayAddresses(value) ? null : wrong);
  return { ...address(), check: (value) => address().check(value) ?? check(value) };
}

/** A full address that is called as it stands. */
function plainAddress(): OptionSpec<string> {
  const wrong = problem(
    'must be an http or https address without spaces, user or fragment',
    '必须是 http 或 https 地址，不能包含空格、用户名或片段',
  );
  const check = (value: string) => (value === '' || isPlainAddress(value) ? null : wrong);
  return { ...address(), check: (value) => address().check(value) ?? check(value) };
}
