import type { UptimeCategory, UptimeMonitor, UptimeState } from '@tollgate/contracts/admin/system';
import { Injectable } from '@nestjs/common';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';

const TIMEOUT_MS = 4000;
/** The pages are read at most this often, because the route is open to all. */
const FRESH_MS = 60_000;

interface Page {
  readonly categoryName: string;
  readonly url: string;
  readonly slug: string;
}

/** The parts of Uptime Kuma's answers that are used (its status page's public API). */
interface StatusPage {
  readonly publicGroupList?: readonly {
    readonly name?: string;
    readonly monitorList?: readonly { readonly id: number; readonly name: string }[];
  }[];
}
interface Heartbeats {
  readonly heartbeatList?: Readonly<Record<string, readonly { readonly status: number }[]>>;
  readonly uptimeList?: Readonly<Record<string, number>>;
}

/** Reads the Uptime Kuma pages that root configured. If a page does not answer, its category has no monitors. */
@Injectable()
export class UptimeService {
  private kept: { version: number; until: number; state: Promise<UptimeState> } | undefined;

  constructor(
    private readonly options: Options,
    private readonly log: Log,
  ) {}

  get(): Promise<UptimeState> {
    const { version } = this.options;
    if (!this.kept || this.kept.version !== version || performance.now() > this.kept.until) {
      this.kept = { version, until: performance.now() + FRESH_MS, state: this.read() };
    }
    return this.kept.state;
  }

  private async read(): Promise<UptimeState> {
    if (!this.options.get('console_setting.uptime_kuma_enabled')) return { categories: [] };
    const pages = this.options.get('console_setting.uptime_kuma_groups') as unknown as readonly Page[];
    return { categories: await Promise.all(pages.map((page) => this.category(page))) };
  }

  private async category({ categoryName, url, slug }: Page): Promise<UptimeCategory> {
    try {
      const base = `${url.replace(/\/+$/, '')}/api/status-page`;
      const [page, beats] = await Promise.all([
        read<StatusPage>(`${base}/${encodeURIComponent(slug)}`),
        read<Heartbeats>(`${base}/heartbeat/${encodeURIComponent(slug)}`),
      ]);
      return { categoryName, monitors: toMonitors(page, beats) };
    } catch (error) {
      this.log.warn('a status page could not be read', { error });
      return { categoryName, monitors: [] };
    }
  }
}

async function read<T>(address: string): Promise<T> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`the status page answered ${response.status}`);
  return (await response.json()) as T;
}

function toMonitors({ publicGroupList = [] }: StatusPage, beats: Heartbeats): UptimeMonitor[] {
  return publicGroupList.flatMap(({ name: group = '', monitorList = [] }) =>
    monitorList.map(({ id, name }) => ({
      name: String(name),
      group: String(group),
      uptime: Number(beats.uptimeList?.[`${id}_24`] ?? 0),
      status: Math.trunc(Number(beats.heartbeatList?.[id]?.at(-1)?.status ?? 0)),
    })),
  );
}
