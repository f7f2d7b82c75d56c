export { type AuditDetail, computeDigest } from './audit.js';
export { COMMAND_LINE, commandCaller } from './command-line.js';
export { AuditLogModule } from './audit-log.module.js';
export { type AuditEntry, type LogEntry, LogType, Records } from './records.js';
