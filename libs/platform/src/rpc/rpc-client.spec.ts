import { describe, expect, it } from '@jest/globals';
import { type Caller, Int, Nothing, rpc, Text } from '@tollgate/contracts';
import type { MeshClient } from './mesh.js';
import { RpcClient } from './rpc-client.js';

class Said {
  @Int() n: number;
  @Text({ optional: true }) text?: string;
}
const say = rpc('rpc.probe.word.say', Nothing, Said, { access: 'public', summary: 'For the test' });
const caller: Caller = { ip: '127.0.0.1', userAgent: 'test', requestId: 'r1', locale: 'en' };

function answering(data: unknown): Promise<Said> {
  const mesh = { request: async () => ({ ok: true, data }) } as unknown as MeshClient;
  return new RpcClient(mesh).call(say, {}, caller);
}

describe('a reply', () => {
  it('is cut to what its contract declares', async () => {
    await expect(answering({ n: 1, text: 'a', secret: 'x' })).resolves.toEqual({ n: 1, text: 'a' });
  });

  it.each([[undefined], [null], ['garbage'], [[]], [{}], [{ n: 'x' }], [{ n: 1, text: {} }]])(
    'that breaks its contract, as %j does, leaves the outcome unknown',
    async (data) => {
      await expect(answering(data)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    },
  );
});
