export { type AuditDetail, computeDigest } from './audit.js';
export { type AuditEntry, type LogEntry, LogType, Records } from './records.js';
