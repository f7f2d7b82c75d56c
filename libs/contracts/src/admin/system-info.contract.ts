import { Bool, Int, Json, List, Nested, Num, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

/** A process of the platform. */
export class Instance {
  @Text({ example: 'tollgate-7c9f' }) node_name: string;
  @Text({ example: 'online' }) status: string;
  @Int({ example: 90 }) stale_after_seconds: number;
  @Int({ description: 'Unix seconds' }) started_at: number;
  @Int({ description: 'Unix seconds' }) last_seen_at: number;
  @Json({ description: 'Host, resources and version, in the format of New API' }) info: object;
}

export class InstanceList {
  @List(() => Instance) instances: Instance[];
}

export class InstanceName {
  @Text({ max: 255 }) node_name: string;
}

export class DeletedInstances {
  @Int({ example: 0 }) deleted_count: number;
}

/** The disk cache of a relay. Nothing of it is here, so its counts are 0; its limits are those of the options. */
export class CacheStats {
  @Int({ example: 0 }) active_disk_files: number;
  @Int({ example: 0 }) current_disk_usage_bytes: number;
  @Int({ example: 0 }) active_memory_buffers: number;
  @Int({ example: 0 }) current_memory_usage_bytes: number;
  @Int({ example: 0 }) disk_cache_hits: number;
  @Int({ example: 0 }) memory_cache_hits: number;
  @Int() disk_cache_max_bytes: number;
  @Int() disk_cache_threshold_bytes: number;
}

/** Names are those of New API. */
export class MemoryStats {
  @Int({ description: 'Bytes of the heap in use' }) alloc: number;
  @Int({ description: 'Bytes of the heap' }) total_alloc: number;
  @Int({ description: 'Bytes of the process' }) sys: number;
  @Int({ description: 'Always 0' }) num_gc: number;
  @Int({ description: 'Always 0' }) num_goroutine: number;
}

export class DiskCacheInfo {
  @Text({ max: 1024 }) path: string;
  @Bool({ example: false }) exists: boolean;
  @Int({ example: 0 }) file_count: number;
  @Int({ example: 0 }) total_size: number;
}

export class DiskSpaceInfo {
  @Int() total: number;
  @Int() free: number;
  @Int() used: number;
  @Num({ description: 'Percent' }) used_percent: number;
}

export class PerformanceStats {
  @Nested(() => CacheStats) cache_stats: CacheStats;
  @Nested(() => MemoryStats) memory_stats: MemoryStats;
  @Nested(() => DiskCacheInfo) disk_cache_info: DiskCacheInfo;
  @Nested(() => DiskSpaceInfo) disk_space_info: DiskSpaceInfo;
  @Json({ description: 'The options performance_setting.*' }) config: object;
}

/** The platform writes its log to the standard output, so there are no files. */
export class LogFiles {
  @Text({ example: '' }) log_dir: string;
  @Bool({ example: false }) enabled: boolean;
  @Int({ example: 0 }) file_count: number;
  @Int({ example: 0 }) total_size: number;
  @Text({ example: '' }) oldest_time: string;
  @Text({ example: '' }) newest_time: string;
  @List('json', { max: 0, example: [] }) files: object[];
}

/** What the operations pages of the web client of 2026 show. The metrics have the same of every process, and more. */
export const systemInfoRpc = {
  instances: rpc('rpc.admin.system_info.instances', Nothing, InstanceList, {
    access: 'root',
    summary: 'The process of the administration that answers',
  }),
  deleteStale: rpc('rpc.admin.system_info.delete_stale', Nothing, DeletedInstances, {
    access: 'root',
    stepUp: false,
    summary: 'Forget stale instances: there are none, because only the one that answers is listed',
  }),
  deleteInstance: rpc('rpc.admin.system_info.delete_instance', InstanceName, Nothing, {
    access: 'root',
    stepUp: false,
    errors: ['INSTANCE_NOT_STALE'],
    summary: 'Forget a stale instance: there are none',
  }),
  performance: rpc('rpc.admin.system_info.performance', Nothing, PerformanceStats, {
    access: 'root',
    summary: 'Memory and disk of the process of the administration that answers',
  }),
  logFiles: rpc('rpc.admin.system_info.log_files', Nothing, LogFiles, {
    access: 'root',
    summary: 'Files of the log: there are none, because it goes to the standard output',
  }),
};
