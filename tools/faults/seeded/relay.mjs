const DECISIONS = 'libs/entities/src/migrations/sql/ledger-relay-decisions.ts';
const RESERVATIONS = 'libs/entities/src/migrations/sql/ledger-reservations.ts';
const RELAY = 'apps/billing/src/relay/relay.int-spec.ts';

/** Defects of reservations. */
export const RELAYS = [
  {
    name: 'reservations without the check of what is available',
    edits: [
      {
        file: DECISIONS,
        find: `WHEN greatest(0, a_balance[v_a] - a_reserved[v_a]) < v_more THEN 'quota'`,
        replace: '',
      },
    ],
    check: { spec: RELAY, test: 'never holds more than there is: 200 parallel reservations over two replicas' },
    reported: /toBeLessThanOrEqual/,
  },
  {
    name: 'reservations beyond the window of an API key',
    edits: [
      {
        file: DECISIONS,
        find: `WHEN v_k IS NOT NULL AND w_quota[v_k] - w_used[v_k] - k_reserved[v_k] < v_more THEN 'key_window'`,
        replace: '',
      },
    ],
    check: { spec: RELAY, test: 'stays within its budget of a window, reservations included' },
    reported: /Received promise resolved instead of rejected/,
  },
  {
    name: 'a reservation that expired is freed again by its settlement',
    edits: [
      {
        file: DECISIONS,
        find: `(outcome IS NULL OR outcome = 'released') AND v_r IS NOT NULL AND r_state[v_r] = 'open' THEN`,
        replace: `(outcome IS NULL OR outcome = 'released') AND v_r IS NOT NULL THEN`,
      },
    ],
    check: { spec: RELAY, test: 'is freed by either replica after its time, and settling it then still charges' },
    reported: /accounts_reserved/,
  },
  {
    name: 'reservations without their unique request id',
    edits: [{ file: RESERVATIONS, find: 'request_id text        PRIMARY KEY CHECK', replace: 'request_id text CHECK' }],
    check: { spec: RELAY, test: 'reserves for one of two users who send one request id at the same time' },
    reported: /Expected: 1\b/,
  },
];
