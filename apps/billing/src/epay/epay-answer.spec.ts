import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readCases } from '../testing/cases.js';
import { parseAnswer } from './epay-answer.js';

const ORDER = { tradeNo: 'USR7NOcaseno1795365812', pid: '1001' };
const parse = (body: string | Buffer) => parseAnswer(Buffer.from(body), ORDER, 'SECRETKEY');
const CASES = readCases(fileURLToPath(new URL('./cases/order-query', import.meta.url)));

describe('the answer of Epay to an order query', () => {
  it.each(CASES)('is $outcome: $situation', ({ outcome, bytes }) => {
    const finding = parse(bytes);
    expect(finding.state).toBe(outcome);
    if (finding.state === 'unclear') expect(finding.why).toMatch(/Epay/);
    if (finding.state !== 'paid') return;
    const { money, tradeNo, provider } = finding.evidence;
    expect({ money: Number(money), tradeNo, provider }).toEqual({
      money: 73,
      tradeNo: ORDER.tradeNo,
      provider: 'epay',
    });
  });

  it('keeps every digit of a payment number that is sent as a number', () => {
    const found = CASES.find(({ situation }) => situation.startsWith('trade_no as number above'))!;
    expect(parse(found.bytes)).toMatchObject({ evidence: { providerRef: '2024060122001498765432109' } });
  });

  it('does not keep a payment number that the gateway rounded', () => {
    const found = CASES.find(({ situation }) => situation.startsWith('trade_no rounded'))!;
    expect(parse(found.bytes)).toMatchObject({ state: 'paid', evidence: { providerRef: '' } });
  });

  it('is unclear with the message of the gateway if the query is refused', () => {
    expect(parse('{"code":-3,"msg":"商户密钥错误"}')).toEqual({
      state: 'unclear',
      why: 'Epay refuses the query: code -3, 商户密钥错误',
    });
  });

  it('does not repeat the merchant key or control characters from the message', () => {
    expect(parse('{"code":-3,"msg":"bad key\\u0000\\nSECRETKEY for 1001"}')).toMatchObject({
      why: 'Epay refuses the query: code -3, bad key *** for 1001',
    });
  });

  it('is unclear if the body is nested too deep to be read', () => {
    expect(parse(`{"code":1,"data":${'['.repeat(500_000)}`).state).toBe('unclear');
    const paid = CASES.find(({ situation }) => situation === 'status 1')!.bytes.toString();
    for (const depth of [40, 1000, 50_000]) {
      const nested = paid.replace('{', `{"more":${'['.repeat(depth)}${']'.repeat(depth)},`);
      expect(parse(nested).state).toBe('unclear');
    }
  });
});
