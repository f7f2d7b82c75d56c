export { rejectAfter, waitAtMost } from './deadline.js';
