import { isText, arrayRule, recordRule, withTexts } from '../json-rules.js';
import { bool, choice, int, json, jsonText, text, timeZone } from '../kinds.js';

type Entries = readonly Readonly<Record<string, unknown>>[];
const PAGE = { max: 100_000 };

/** The texts, menus and panels of the site. Read by the status page (auth) and admin. */
export const siteOptions = {
  SystemName: text('New API'),
  Logo: text('', { max: 65_536 }),
  Footer: text('', PAGE),
  Notice: text('', PAGE),
  About: text('', PAGE),
  HomePageContent: text('', PAGE),
  'legal.user_agreement': text('', PAGE),
  'legal.privacy_policy': text('', PAGE),
  'general_setting.docs_link': text('https://docs.newapi.pro', { max: 2048 }),
  HeaderNavModules: jsonText(16_384),
  SidebarModulesAdmin: jsonText(16_384),
  /** The look of New API's own server: it has one left. */
  'theme.frontend': choice(['default'], 'default'),
  /** Beyond New API: the zone whose calendar decides when a day begins, for check-ins and resets of plans. */
  SiteTimeZone: timeZone('UTC'),
  'checkin_setting.enabled': bool(false),
  'checkin_setting.min_quota': int(1000),
  'checkin_setting.max_quota': int(10_000),
  DefaultCollapseSidebar: bool(false),
  DemoSiteEnabled: bool(false),
  SelfUseModeEnabled: bool(false),
  LogConsumeEnabled: bool(true),
  DataExportEnabled: bool(true),
  DataExportInterval: int(5, { min: 1, max: 1440 }),
  DataExportDefaultTime: choice(['hour', 'day', 'week'], 'hour'),
  Chats: json<readonly Readonly<Record<string, string>>[]>([], arrayRule(recordRule(isText))),
  'console_setting.api_info': json<Entries>([], arrayRule(withTexts('route', 'url'))),
  'console_setting.announcements': json<Entries>([], arrayRule(withTexts('content', 'publishDate'))),
  'console_setting.faq': json<Entries>([], arrayRule(withTexts('question', 'answer'))),
  'console_setting.uptime_kuma_groups': json<Entries>([], arrayRule(withTexts('categoryName', 'url', 'slug'))),
  'console_setting.api_info_enabled': bool(true),
  'console_setting.announcements_enabled': bool(true),
  'console_setting.faq_enabled': bool(true),
  'console_setting.uptime_kuma_enabled': bool(true),
} as const;
