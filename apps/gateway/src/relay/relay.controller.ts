import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { relayRpc, type UsageBatch, type UsageResults } from '@tollgate/contracts/billing/relay';
import { type Forwarded, Route } from '../http/route.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { RpcController } from '../http/route/rpc-controller.js';
import { splitRecords } from './usage-batches.js';

const RELAY = { envelope: 'relay', anyOrigin: true, tag: 'relay' } as const;
const USAGE_BYTES = 2 * 1024 * 1024;

/** The relay API: relays check API keys, reserve quota and report the cost of calls. */
@Controller()
export class RelayController extends RpcController {
  @Route('POST', '/api/relay/verify', relayRpc.verify, RELAY)
  readonly verify: Forwarded;

  @Route('POST', '/api/relay/reserve', relayRpc.reserve, RELAY)
  readonly reserve: Forwarded;

  @Route('POST', '/api/relay/settle', relayRpc.settle, RELAY)
  readonly settle: Forwarded;

  @Route('POST', '/api/relay/extend', relayRpc.extend, RELAY)
  readonly extend: Forwarded;

  @Route('POST', '/api/relay/release', relayRpc.release, RELAY)
  readonly release: Forwarded;

  /** A body may be larger than a message, so it is forwarded in parts. Each record is charged once, even if others fail. */
  @Route('POST', '/api/relay/usage', relayRpc.usage, {
    ...RELAY,
    body: 'ndjson',
    bodyLimit: USAGE_BYTES,
    take: { body: 'records' },
    data: 'results',
  })
  async usage(@Input() request: UsageBatch, @From() caller: Caller): Promise<UsageResults> {
    const parts = splitRecords(request.records);
    const replies = await Promise.all(parts.map((records) => this.rpc.call(relayRpc.usage, { records }, caller)));
    return { results: replies.flatMap(({ results }) => results) };
  }

  @Route('GET', '/api/relay/receipt/:request_id', relayRpc.receipt, RELAY)
  readonly receipt: Forwarded;

  @Route('GET', '/api/usage/receipt/:request_id', relayRpc.ownReceipt, { tag: 'usage' })
  readonly ownReceipt: Forwarded;
}
