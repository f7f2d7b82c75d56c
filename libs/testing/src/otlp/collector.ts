import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
type Attributes = readonly { readonly key: string; readonly value: Value }[];
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: Attributes;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

/** A span as a collector got it. */
export interface CollectedSpan extends Omit<WireSpan, 'attributes' | 'kind'> {
  /** `service.name` of the process that made it. */
  readonly service: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** A receiver of traces (OTLP over HTTP, JSON) on the loopback address, that remembers all it got. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** All that was received, as it came. */
  text = '';
  requests = 0;
  /** How it answers: takes what comes, refuses it, or never answers at all. */
  mood: 'well' | 'refuses' | 'hangs' = 'well';

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on('request', (request, response) => {
      collector.requests += 1;
      if (collector.mood === 'hangs') return;
      void readBody(request).then((body) => {
        if (collector.mood === 'well' && request.url === '/v1/traces') collector.take(body);
        response.writeHead(collector.mood === 'well' ? 200 : 503, { 'content-type': 'application/json' }).end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  /** The value for OTEL_EXPORTER_OTLP_ENDPOINT. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The spans of a trace, once it has the one that is asked for and no other has come for a while. */
  async trace(isIt: (span: CollectedSpan) => boolean, ms = 15_000): Promise<CollectedSpan[]> {
    for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
      const found = this.spans.find(isIt);
      if (!found) continue;
      const all = () => this.spans.filter(({ traceId }) => traceId === found.traceId);
      for (let known = 0; known !== all().length; await sleep(2500)) known = all().length;
      return all();
    }
    throw new Error(`no such span among ${this.spans.length}`);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private take(body: string): void {
    this.text += body;
    for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
      const service = String(plain(resource.attributes)['service.name']);
      for (const { spans } of scopeSpans) {
        for (const { kind, attributes = [], ...span } of spans) {
          this.spans.push({ ...span, service, kind: KINDS[kind] ?? 'internal', attributes: plain(attributes) });
        }
      }
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}

function plain(attributes: Attributes): CollectedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { stringValue, intValue, doubleValue, boolValue } = value;
      return [key, stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue))];
    }),
  );
}
