// The mixed load: its requests, their frequency, and the condition for a successful answer.
import { createHash } from 'node:crypto';

/** The merchant number and key of the payment provider, as they are set in the platform's options. */
export const EPAY = { pid: '1001', key: 'bench-key-of-epay' };
export const PASSWORD = 'correct horse battery';
const UNIT = 500_000;

const as = ({ id, cookie }) => ({ cookie: `session=${cookie}`, 'new-api-user': String(id) });
const get = (path, headers = {}) => ({ method: 'GET', path, headers });
const post = (path, body, headers = {}) => ({
  method: 'POST',
  path,
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** A notification of a payment as the provider signs it. */
function notification({ out_trade_no, type, name, money }) {
  const params = { pid: EPAY.pid, trade_no: `E${out_trade_no}`, out_trade_no, type, name, money };
  const signed = { ...params, trade_status: 'TRADE_SUCCESS' };
  const text = Object.keys(signed)
    .sort()
    .map((key) => `${key}=${signed[key]}`)
    .join('&');
  const sign = createHash('md5').update(`${text}${EPAY.key}`).digest('hex');
  return new URLSearchParams({ ...signed, sign, sign_type: 'MD5' });
}

/** Takes an unused code or order. Throws if there is none, because the load would then measure refusals. */
function take(supply, what) {
  const one = supply.pop();
  if (one === undefined) throw new Error(`no ${what} left: arrange more`);
  return one;
}

const succeeded = (text) => text.startsWith('{"success":true');

/**
 * Every kind of request. `request(people, user)` builds it. `done(text)` returns whether the answer is a success, because
 * refusals in the envelope are HTTP 200. `keep(text, people)` stores the parts of the answer that later requests need.
 */
export const KINDS = {
  self: { request: (_, user) => get('/api/user/self', as(user)), done: succeeded },
  transfer: { request: (_, user) => post('/api/user/aff_transfer', { quota: UNIT }, as(user)), done: succeeded },
  list: { request: ({ admin }) => get('/api/user/?p=1&page_size=20', as(admin)), done: succeeded },
  search: { request: ({ admin, rare }) => get(`/api/user/search?keyword=${rare}&p=1`, as(admin)), done: succeeded },
  login: {
    request: (_, { username }) => post('/api/user/login', { username, password: PASSWORD }),
    done: succeeded,
  },
  redeem: {
    request: ({ codes }, user) => post('/api/user/topup', { key: take(codes, 'code') }, as(user)),
    done: succeeded,
  },
  order: {
    request: (_, user) => post('/api/user/pay', { amount: 10, payment_method: 'alipay' }, as(user)),
    done: (text) => text.includes('"message":"success"'),
    keep: (text, { orders }) => void orders.push(JSON.parse(text).data),
  },
  notify: {
    // the first few have no order to pay yet, and make one
    request: (people, user) =>
      people.orders.length > 0
        ? get(`/api/user/epay/notify?${notification(people.orders.shift())}`)
        : KINDS.order.request(people, user),
    done: (text) => text === 'success' || KINDS.order.done(text),
    keep: (text, people) => void (text === 'success' || KINDS.order.keep(text, people)),
  },
};

/** Of a hundred arrivals: 70 own accounts, 15 transfers, 5 lists, 5 logins, and 5 that redeem, order or pay. */
export const MIX = { self: 70, transfer: 15, list: 5, login: 5, redeem: 2.5, order: 1.25, notify: 1.25 };
