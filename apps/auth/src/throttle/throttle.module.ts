import { Module } from '@nestjs/common';
import { CONFIG, type PlatformConfig } from '@tollgate/platform/config';
import { Database } from '@tollgate/platform/db';
import { Metrics } from '@tollgate/platform/metrics';
import { ThrottleMetrics } from './throttle-metrics.js';
import { Throttle } from './throttle.js';

/** The throttle of every credential. */
@Module({
  providers: [
    {
      provide: Throttle,
      inject: [Database, CONFIG, Metrics],
      useFactory: (database: Database, config: PlatformConfig, metrics: Metrics) =>
        new Throttle(database, config.CRITICAL_RATE_LIMIT_ENABLE, new ThrottleMetrics(metrics)),
    },
  ],
  exports: [Throttle],
})
export class ThrottleModule {}
