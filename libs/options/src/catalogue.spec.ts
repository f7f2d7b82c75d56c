import { describe, expect, it } from '@jest/globals';
import { Secrets } from '@tollgate/platform/secrets';
import { OPTION_KEYS, OPTIONS, type OptionKey } from './catalogue.js';
import { numberSql, optionSql, switchSql } from './option-sql.js';
import { openOption, sealOption } from './sealed.js';

describe('the catalogue of options', () => {
  it('has a default for every key that its own check lets pass and its reader reads', () => {
    for (const key of OPTION_KEYS) {
      expect({ key, problem: OPTIONS[key].check(OPTIONS[key].fallback) }).toEqual({ key, problem: null });
      expect(() => OPTIONS[key].read(OPTIONS[key].fallback)).not.toThrow();
    }
  });

  const refused: [OptionKey, string][] = [
    ['QuotaForNewUser', '2.000000'],
    ['QuotaForNewUser', ''],
    ['QuotaForNewUser', '-1'],
    ['QuotaForNewUser', '9007199254740993'],
    ['MinTopUp', '0'],
    ['SMTPPort', '70000'],
    ['Price', '1e3'],
    ['Price', '-7.3'],
    ['Price', 'NaN'],
    ['QuotaPerUnit', '0'],
    ['RegisterEnabled', 'yes'],
    ['RegisterEnabled', 'TRUE'],
    ['general_setting.quota_display_type', 'EUR'],
    ['ServerAddress', 'javascript:alert(1)'],
    ['ServerAddress', 'tollgate.example'],
    ['SystemName', 'a\0b'],
    ['SystemName', '\ud800'],
    ['TopupGroupRatio', '{bad'],
    ['TopupGroupRatio', '[]'],
    ['TopupGroupRatio', '{"vip":"1"}'],
    ['GroupRatio', '{"a":-1}'],
    ['payment_setting.amount_discount', '{"x":0.9}'],
    ['payment_setting.amount_discount', '{"100":1.5}'],
    ['payment_setting.amount_options', '[1.5]'],
    ['GroupModels', '{"default":"gpt-4"}'],
    ['Chats', '{}'],
    ['fetch_setting.allowed_ports', '["80-x"]'],
    ['ModelRequestRateLimitGroup', '{"default":[1]}'],
  ];
  it.each(refused)('refuses for %s the value %j', (key, value) => {
    expect(OPTIONS[key].check(value)).not.toBeNull();
  });

  const taken: [OptionKey, string, unknown][] = [
    ['QuotaForNewUser', '9007199254740991', 9007199254740991],
    ['Price', '7.30', '7.30'],
    ['RegisterEnabled', 'false', false],
    ['EmailDomainWhitelist', ' a.example, ,b.example', ['a.example', 'b.example']],
    ['payment_setting.amount_discount', '{"100":0.9}', { '100': 0.9 }],
    ['fetch_setting.allowed_ports', '["80","8000-8999",443]', ['80', '8000-8999', 443]],
    ['PayMethods', '[{"name":"a","type":"b","min_topup":50}]', [{ name: 'a', type: 'b', min_topup: 50 }]],
  ];
  it.each(taken)('takes for %s the value %j', (key, value, read) => {
    expect(OPTIONS[key].check(value)).toBeNull();
    expect(OPTIONS[key].read(value)).toEqual(read);
  });

  it('names the entry that is wrong', () => {
    expect(OPTIONS.GroupRatio.check('{"default":1,"a":-1}')).toEqual({
      en: 'a must be a number not less than 0',
      zh: 'a 必须是不小于 0 的数',
    });
  });

  it('shows no key that holds a secret, and shows the public half of Turnstile', () => {
    const open = OPTION_KEYS.filter((key) => !OPTIONS[key].secret);
    expect(open.filter((key) => /(Secret|_secret|Token|SecretKey|ApiKey|EpayKey|ValidKey)$/.test(key))).toEqual([]);
    expect(open).toContain('TurnstileSiteKey');
  });
});

describe('SQL of an option', () => {
  it('falls back to the default, typed', () => {
    expect(switchSql('RegisterEnabled')).toContain("key = 'RegisterEnabled'), 'true') = 'true'");
    expect(numberSql('QuotaForNewUser')).toMatch(/, 0::bigint\)$/);
    expect(optionSql('UserUsableGroups')).toContain('默认分组');
  });
});

describe('sealed options', () => {
  const secrets = new Secrets(['one']);
  it('encrypts secrets only, and opens what is still plain from an import', () => {
    expect(sealOption(secrets, 'Price', '7.3')).toBe('7.3');
    const sealed = sealOption(secrets, 'SMTPToken', 'hunter2hunter2');
    expect(sealed).not.toContain('hunter2');
    expect(openOption(secrets, 'SMTPToken', sealed)).toBe('hunter2hunter2');
    expect(openOption(secrets, 'SMTPToken', 'plain')).toBe('plain');
    expect(() => openOption(secrets, 'EpayKey', sealed)).toThrow('belongs elsewhere');
  });
});
