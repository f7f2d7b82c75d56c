import { connect } from 'node:net';
import type { PartState, SystemState } from '@tollgate/contracts/admin/system';
import { Inject, Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import type { MeshClient } from '@tollgate/platform/rpc';
import { MESH_CLIENT } from '@tollgate/platform/service';
import { AuditRepository } from '../audit/audit.repository.js';
import { SystemRepository } from './system.repository.js';

/** Lags from which a part is reported as not ok, in seconds. */
const LATE_JOB = 60;
const LATE_SEAL = 30;
const MAIL_TIMEOUT_MS = 2000;

/** Reports to administrators whether the parts of the system work. */
@Injectable()
export class SystemService {
  constructor(
    private readonly repository: SystemRepository,
    private readonly audit: AuditRepository,
    private readonly options: Options,
    @Inject(MESH_CLIENT) private readonly mesh: MeshClient,
  ) {}

  async test(): Promise<SystemState> {
    const [database, mail, jobs, audit] = await Promise.all([
      this.database(),
      this.mail(),
      this.jobs(),
      this.auditTrail(),
    ]);
    const nats = state(this.mesh.connected(), this.mesh.connected() ? 'connected' : 'not connected');
    const ok = [database, nats, mail, jobs, audit].every((part) => part.ok);
    return { ok, database, nats, mail, jobs, audit };
  }

  private async database(): Promise<PartState> {
    return state(true, `answers in ${(await this.repository.ping()).toFixed(1)} ms`);
  }

  /** Reports ok if no mail server is configured, because mail is optional. */
  private async mail(): Promise<PartState> {
    const host = this.options.get('SMTPServer');
    if (host === '') return state(true, 'not configured');
    const { count, response } = await this.repository.mailFailures();
    if (count > 0) return state(false, `${count} mails failed in the last hour, the newest with: ${response ?? ''}`);
    const answers = await canConnect(host, this.options.get('SMTPPort'));
    return state(answers, answers ? 'the server takes connections' : 'the server takes no connection');
  }

  private async jobs(): Promise<PartState> {
    const { due, failed, lag } = await this.repository.jobs();
    return state(lag < LATE_JOB, `${due} due, the oldest for ${lag} s; ${failed} failed and will not be tried again`);
  }

  private async auditTrail(): Promise<PartState> {
    const lag = (await this.audit.sealLag()) ?? 0;
    return state(lag < LATE_SEAL, lag === 0 ? 'sealed' : `the oldest event waits for its seal for ${lag} s`);
  }
}

function state(ok: boolean, detail: string): PartState {
  return { ok, detail };
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: MAIL_TIMEOUT_MS });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
