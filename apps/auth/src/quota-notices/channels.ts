import { createHmac } from 'node:crypto';
import type { OutboundRequest } from '@tollgate/platform/outbound';

/** The text of a notice. */
export interface NoticeText {
  readonly title: string;
  readonly content: string;
}

/** The settings of a user that channels read; anything may be stored there. */
export type Setting = Readonly<Record<string, unknown>>;

interface Outgoing extends OutboundRequest {
  readonly url: string;
}

const DEFAULT_PRIORITY = 5;
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const json = (body: object, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The request of each channel besides mail; undefined if its settings are incomplete. */
export const CHANNELS: Readonly<Record<string, (setting: Setting, notice: NoticeText) => Outgoing | undefined>> = {
  /** The body is signed with the user's secret: HMAC-SHA256 in hexadecimal digits. */
  webhook: (setting, { title, content }) => {
    const url = text(setting.webhook_url);
    const secret = text(setting.webhook_secret);
    const request = json({
      type: 'quota_exceed',
      title,
      content,
      values: [],
      timestamp: Math.floor(Date.now() / 1000),
    });
    const signature = createHmac('sha256', secret).update(request.body).digest('hex');
    const headers = { ...request.headers, ...(secret === '' ? {} : { 'x-webhook-signature': signature }) };
    return url === '' ? undefined : { ...request, headers, url };
  },
  /** The address holds the places of title and content, as the Bark app shows it. */
  bark: (setting, { title, content }) => {
    const url = text(setting.bark_url)
      .replaceAll('{{title}}', () => encodeURIComponent(title))
      .replaceAll('{{content}}', () => encodeURIComponent(content));
    return url === '' ? undefined : { method: 'GET', url };
  },
  gotify: (setting, { title, content }) => {
    const base = text(setting.gotify_url).replace(/\/+$/, '');
    const token = text(setting.gotify_token);
    const priority = Number.isInteger(setting.gotify_priority) ? setting.gotify_priority : DEFAULT_PRIORITY;
    const request = json({ title, message: content, priority }, { 'x-gotify-key': token });
    return base === '' || token === '' ? undefined : { ...request, url: `${base}/message` };
  },
};
