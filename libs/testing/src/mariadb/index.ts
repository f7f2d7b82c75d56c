export { hasMariadb, MariadbServer } from './mariadb-server.js';
