import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { cpus, freemem, hostname, loadavg, totalmem } from 'node:os';
import type { DiskSpaceInfo, InstanceList, LogFiles, PerformanceStats } from '@tollgate/contracts/admin/system-info';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import type { AdminConfig } from '../admin.config.js';

const MIB = 1024 * 1024;
/** New API calls an instance stale if it has not been seen for this time, in seconds. */
const STALE_SECONDS = 90;

/** Figures of the process that answers, in the format of New API's operations pages. */
@Injectable()
export class SystemInfoService {
  private readonly startedAt = Math.floor(Date.now() / 1000 - process.uptime());

  constructor(
    private readonly options: Options,
    @Inject(CONFIG) private readonly config: Pick<AdminConfig, 'DATA_DIR'>,
  ) {}

  async instances(): Promise<InstanceList> {
    const { total, free, used, used_percent } = await this.disk();
    const name = hostname();
    const info = {
      schema_version: 1,
      host: { hostname: name },
      node: { name, source: 'hostname', manually_configured: false, should_configure_manually: false },
      role: { is_master: true },
      resources: {
        cpu: { usage_percent: percent(loadavg()[0] ?? 0, cpus().length) },
        memory: { usage_percent: percent(totalmem() - freemem(), totalmem()) },
        storage: { total_bytes: total, free_bytes: free, used_bytes: used, used_percent },
      },
      runtime: { goos: process.platform, goarch: process.arch, started_at: this.startedAt, version: process.version },
    };
    const seen = { started_at: this.startedAt, last_seen_at: Math.floor(Date.now() / 1000) };
    return { instances: [{ node_name: name, status: 'online', stale_after_seconds: STALE_SECONDS, ...seen, info }] };
  }

  async performance(): Promise<PerformanceStats> {
    const { options } = this;
    const memory = process.memoryUsage();
    const path = options.get('performance_setting.disk_cache_path');
    const config = {
      disk_cache_enabled: options.get('performance_setting.disk_cache_enabled'),
      disk_cache_threshold_mb: options.get('performance_setting.disk_cache_threshold_mb'),
      disk_cache_max_size_mb: options.get('performance_setting.disk_cache_max_size_mb'),
      disk_cache_path: path,
      is_running_in_container: existsSync('/.dockerenv'),
      monitor_enabled: options.get('performance_setting.monitor_enabled'),
      monitor_cpu_threshold: options.get('performance_setting.monitor_cpu_threshold'),
      monitor_memory_threshold: options.get('performance_setting.monitor_memory_threshold'),
      monitor_disk_threshold: options.get('performance_setting.monitor_disk_threshold'),
    };
    return {
      cache_stats: {
        ...{
          active_disk_files: 0,
          current_disk_usage_bytes: 0,
          active_memory_buffers: 0,
          current_memory_usage_bytes: 0,
        },
        ...{ disk_cache_hits: 0, memory_cache_hits: 0 },
        disk_cache_max_bytes: config.disk_cache_max_size_mb * MIB,
        disk_cache_threshold_bytes: config.disk_cache_threshold_mb * MIB,
      },
      memory_stats: {
        alloc: memory.heapUsed,
        total_alloc: memory.heapTotal,
        sys: memory.rss,
        num_gc: 0,
        num_goroutine: 0,
      },
      disk_cache_info: { path, exists: false, file_count: 0, total_size: 0 },
      disk_space_info: await this.disk(),
      config,
    };
  }

  logFiles(): LogFiles {
    const none = { file_count: 0, total_size: 0, oldest_time: '', newest_time: '', files: [] };
    return { log_dir: '', enabled: false, ...none };
  }

  private async disk(): Promise<DiskSpaceInfo> {
    // the data folder is made at the first start, so the working folder stands for it until then
    const { bsize, blocks, bavail } = await statfs(this.config.DATA_DIR).catch(() => statfs('.'));
    const [total, free] = [blocks * bsize, bavail * bsize];
    return { total, free, used: total - free, used_percent: percent(total - free, total) };
  }
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, Math.round((part / whole) * 1000) / 10) : 0;
}
