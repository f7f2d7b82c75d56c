import {
  AuditEvent,
  AuditSeal,
  AuditUnsealed,
  AuditValues,
  LogLine,
  Option,
  OptionReplica,
  OptionVersion,
  Setup,
} from '@tollgate/entities';
import { defineService } from '@tollgate/platform/service';
import { adminSettings } from './admin.config.js';
import { AdminModule } from './admin.module.js';

export const admin = defineService({
  name: 'admin',
  settings: adminSettings,
  module: AdminModule,
  entities: [AuditEvent, AuditSeal, AuditUnsealed, AuditValues, LogLine, Option, OptionReplica, OptionVersion, Setup],
});
