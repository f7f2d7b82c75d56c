export { DEFAULT_QUOTA_DISPLAY, formatQuota, logQuota, type QuotaDisplay } from './quota-text.js';
