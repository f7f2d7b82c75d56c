import type { AuditProblem, AuditVerdict } from '@tollgate/contracts/admin/audit';
import { Injectable } from '@nestjs/common';
import { computeDigest } from '@tollgate/audit-log';
import { Secrets } from '@tollgate/platform/secrets';
import { AuditRepository, type Head, type StoredEvent } from './audit.repository.js';
import { HEAD_PURPOSE, headText, type Seal, SEAL_PURPOSE, sealText } from './seal.js';

const SEALS_PER_READ = 200;
/** The list ends here, because more problems would not help an operator. */
const MAX_PROBLEMS = 100;

/** Recomputes every seal: finds events, values and seals that were changed, removed or slipped in. */
@Injectable()
export class Verifier {
  constructor(
    private readonly repository: AuditRepository,
    private readonly secrets: Secrets,
  ) {}

  async verify(): Promise<AuditVerdict> {
    const problems: AuditProblem[] = [];
    const note = (seal: number, problem: string) => {
      if (problems.length < MAX_PROBLEMS) problems.push({ seal, problem });
    };
    const before = await this.repository.tally();
    const head = await this.repository.head();
    if (head && !this.isOurs(head)) note(head.id, 'the head of the trail does not match its digest');
    let last: Seal | undefined = head;
    let events = 0;
    for (;;) {
      const seals = await this.repository.sealsAfter(last?.id ?? 0, SEALS_PER_READ);
      if (seals.length === 0) break;
      const stored = await this.repository.events(seals.flatMap((seal) => seal.event_ids));
      for (const seal of seals) {
        this.check(seal, last, stored, (problem) => note(seal.id, problem));
        events += seal.event_ids.length;
        last = seal;
      }
    }
    if (before.events !== before.sealed + before.unsealed) {
      note(0, `${before.events} events, but ${before.sealed} are sealed and ${before.unsealed} wait for a seal`);
    }
    return {
      intact: problems.length === 0,
      seals: last?.id ?? 0,
      events,
      unsealed: before.unsealed,
      cut: head?.total ?? 0,
      head: last?.mac.toString('hex') ?? '',
      problems,
    };
  }

  private isOurs(head: Head): boolean {
    return this.secrets.lookups(headText(head), HEAD_PURPOSE).some((mac) => mac.equals(head.head_mac));
  }

  private check(
    seal: Seal,
    previous: Seal | undefined,
    stored: ReadonlyMap<number, StoredEvent>,
    note: (problem: string) => void,
  ): void {
    if (seal.id !== (previous?.id ?? 0) + 1) note(`follows seal ${previous?.id ?? 0}: those between are missing`);
    const events = seal.event_ids.flatMap((id) => stored.get(id) ?? []);
    for (const id of seal.event_ids) if (!stored.has(id)) note(`event ${id} is missing`);
    for (const event of events) if (!isWhole(event)) note(`the values of event ${event.id} were changed`);
    const total = (previous?.total ?? 0) + seal.event_ids.length;
    const text = sealText(seal.id, total, previous?.mac, events);
    const matches = this.secrets.lookups(text, SEAL_PURPOSE).some((mac) => mac.equals(seal.mac));
    if (!matches) note('does not match its events and the seal before it');
  }
}

/** True if the erasable part matches its digest, or was erased. */
function isWhole({ salt, detail, digest }: StoredEvent): boolean {
  return salt === null || detail === null || computeDigest(salt, detail).toString('hex') === digest;
}
