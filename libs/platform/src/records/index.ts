export { type AuditDetail, digestOf } from './audit.js';
export { type AuditEntry, type LogEntry, LogType, Records } from './records.js';
