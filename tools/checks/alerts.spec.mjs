import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { root } from './product.mjs';

const { spec } = parse(readFileSync(join(root, 'k8s/components/monitoring/alerts.yaml'), 'utf8'));
const alerts = spec.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
const hasPromtool = !spawnSync('promtool', ['--version']).error;
if (!hasPromtool && process.env.REQUIRE_PROMTOOL) throw new Error('promtool is not on the PATH: .ci/tools <folder>');
if (!hasPromtool) process.stderr.write('\nSKIPPED the drills of the alerts: promtool is not on the PATH\n\n');

/** The series of each alert's cause, in promtool's notation: one value a minute. `a+bx` grows by b. */
const DRILLS = {
  LedgerBroken: { 'tollgate_ledger_audit{value="broken_accounts"}': '1' },
  LedgerNotAudited: { 'tollgate_ledger_audit{value="last_run_timestamp"}': '0' },
  ServiceMissing: { 'up{service="gateway"}': '1', 'up{service="auth"}': '1', 'up{service="admin"}': '1' },
  Errors: {
    'tollgate_rpc_total{subject="s",code="INTERNAL"}': '0+5',
    'tollgate_rpc_total{subject="s",code="ok"}': '0+50',
  },
  Slow: {
    'tollgate_rpc_duration_seconds_bucket{subject="s",le="1"}': '0',
    'tollgate_rpc_duration_seconds_bucket{subject="s",le="5"}': '0+9',
    'tollgate_rpc_duration_seconds_bucket{subject="s",le="+Inf"}': '0+9',
  },
  MailFailing: { 'tollgate_mail_failures_total{reason="login"}': '0+1' },
  Shedding: { 'tollgate_mesh_server{service="auth",value="shed"}': '0+1' },
  BreakerOpen: { 'tollgate_mesh_client{service="gateway",value="breaker_auth"}': '1' },
  BrokerLost: { 'tollgate_mesh_client{service="gateway",value="connected"}': '0' },
  PoolExhausted: { 'tollgate_database_pool{service="auth",value="waiting"}': '3' },
  LoopBlocked: { 'nodejs_eventloop_lag_p99_seconds{service="auth",pod="auth-1"}': '0.5' },
  Restarts: { 'process_start_time_seconds{service="auth"}': '0+60' },
  WrongPasswords: { 'tollgate_rpc_total{subject="rpc.auth.session.login",code="LOGIN_FAILED"}': '0+600' },
  ForgedCallbacks: { 'tollgate_payment_words{value="stripe_unverified"}': '0+1' },
  PaymentQuarantined: { 'tollgate_payment_words{value="stripe_quarantined"}': '0+1' },
  ErrorBudget: {
    'tollgate_http_requests_total{code="INTERNAL"}': '0+5',
    'tollgate_http_requests_total{code="ok"}': '0+50',
  },
  SlowRoutes: {
    'tollgate_http_request_duration_seconds_bucket{route="/r",method="GET",le="1"}': '0',
    'tollgate_http_request_duration_seconds_bucket{route="/r",method="GET",le="2.5"}': '0+9',
    'tollgate_http_request_duration_seconds_bucket{route="/r",method="GET",le="+Inf"}': '0+9',
  },
  DatabaseAway: { 'tollgate_database_up{service="auth"}': '0' },
  JobsLate: { 'tollgate_job_lag_seconds{task="mail.code"}': '400' },
  JobsGivenUp: { 'tollgate_job_runs_total{task="mail.code",outcome="exhausted"}': '0+1' },
  ReservationsExpiring: {
    'tollgate_reservations{value="expired"}': '0+1',
    'tollgate_rpc_total{subject="rpc.billing.relay.reserve",code="ok"}': '0+10',
  },
  UsageWrittenOff: { 'tollgate_usage_written_off{value="quota"}': '0+1' },
  OrdersOld: { 'tollgate_orders_pending_age_seconds{provider="stripe"}': '200000' },
  OrdersStuck: { 'tollgate_orders_stuck{provider="stripe"}': '1' },
  Lockouts: { 'tollgate_credential_attempts_total{kind="password",outcome="locked"}': '0+20' },
  BrokerUnsteady: { 'tollgate_mesh_client{service="auth",value="reconnects"}': '0+1' },
  ReadingsMissing: { 'tollgate_reading_up{service="billing",reading="orders"}': '0' },
};
const MINUTES = 120;

/** One test of promtool: the alert fires at the end, in the namespace of the drill. */
function toTest([alert, series]) {
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({
      series: name.replace('{', '{namespace="tollgate",'),
      values: `${values}${/\+/.test(values) ? '' : '+0'}x${MINUTES}`,
    })),
    promql_expr_test: [
      {
        expr: `max by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"})`,
        eval_time: `${MINUTES}m`,
        exp_samples: [{ labels: `{alertname="${alert}"}`, value: 1 }],
      },
    ],
  };
}

function promtool(tests) {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-drills-'));
  writeFileSync(join(folder, 'rules.yaml'), stringify(spec));
  writeFileSync(join(folder, 'tests.yaml'), stringify({ rule_files: ['rules.yaml'], tests }));
  const checked = spawnSync('promtool', ['check', 'rules', join(folder, 'rules.yaml')], { encoding: 'utf8' });
  const tested = spawnSync('promtool', ['test', 'rules', join(folder, 'tests.yaml')], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { checked: checked.status, tested: tested.status, output: checked.stdout + tested.stdout + tested.stderr };
}

describe('the drills of the alerts', () => {
  it('have a cause for each alert', () => {
    expect(Object.keys(DRILLS).sort()).toEqual([...alerts].sort());
  });

  (hasPromtool ? it : it.skip)('make each alert fire', () => {
    expect(promtool(Object.entries(DRILLS).map(toTest))).toMatchObject({ checked: 0, tested: 0 });
  });

  (hasPromtool ? it : it.skip)('fail for an alert whose cause is absent', () => {
    const { tested, output } = promtool([toTest(['PoolExhausted', DRILLS.Slow])]);
    expect([tested, output]).toEqual([1, expect.stringContaining('PoolExhausted')]);
  });
});
