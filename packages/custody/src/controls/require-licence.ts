/** What the rules of a licence's steps share: which step may follow which, by whom, and when. */
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { requireRole, type Ruling } from '../decide/ruling.ts';
import { licenceOf } from './follow-licence.ts';
import type { Licence, LicenceStatus } from './licence.ts';

type LicenceEventType =
  | 'licence-returned'
  | 'licence-accepted'
  | 'licence-information-requested'
  | 'licence-information-provided'
  | 'licence-reviewed'
  | 'licence-expedited'
  | 'licence-decided'
  | 'licence-amended'
  | 'licence-suspended'
  | 'licence-resumed'
  | 'licence-revoked'
  | 'licence-withdrawn';

/** In which states a step may be taken. Application, acceptance, decision, and what comes after it: none twice. */
const STEP_FROM: Readonly<Record<LicenceEventType, readonly LicenceStatus[]>> = {
  'licence-returned': ['applied'],
  'licence-accepted': ['applied'],
  'licence-information-requested': ['accepted'],
  'licence-information-provided': ['returned', 'waiting'],
  'licence-reviewed': ['applied', 'accepted'],
  'licence-expedited': ['applied', 'returned', 'accepted', 'waiting'],
  'licence-decided': ['accepted'],
  'licence-amended': ['granted', 'suspended'],
  'licence-suspended': ['granted'],
  'licence-resumed': ['suspended'],
  'licence-revoked': ['granted', 'suspended'],
  'licence-withdrawn': ['applied', 'returned', 'accepted', 'waiting'],
};

/** The licence that the event is a step of, in a state that lets it; the step is noted in its docket. */
export function requireStep(ruling: Ruling, event: EventOf<LicenceEventType>): Licence {
  const licence = licenceOf(docketOf(ruling, 'licence', event.licence));
  if (licence === null) {
    const message = `no licence ${event.licence} is recorded: nobody has applied for one under that id; correct the id, or apply first`;
    throw new Refused('unknown-licence', 'licence', message, { licence: event.licence, found: null });
  }
  requireState(licence, event.type);
  requireNotBefore(licence, event.occurredAt);
  noteInDocket(ruling, 'licence', event.licence);
  return licence;
}

function requireState({ licence, status }: Licence, type: LicenceEventType): void {
  const needed = STEP_FROM[type];
  if (needed.includes(status)) return;
  const message = `licence ${licence} is ${status}, ${type} needs one that is ${needed.join(' or ')}`;
  throw new Refused('licence-state', 'type', message, { licence, status, asked: type, needed: needed.join(', ') });
}

/** A clock runs between these times, so none of them goes back. */
function requireNotBefore({ licence, latestAt }: Licence, occurredAt: string): void {
  if (occurredAt >= latestAt) return;
  const message = `the latest step of licence ${licence} occurred at ${latestAt}, this one at ${occurredAt}: its clock runs between them, so none goes back; correct the date`;
  throw new Refused('time-goes-back', 'occurredAt', message, { licence, occurredAt, latestAt });
}

/** A step that only officers take, and none of them in its own case, whatever its roles. */
export function requireOfficersStep(ruling: Ruling, event: EventOf<LicenceEventType>): Licence {
  requireRole(ruling, 'handle-licence');
  const licence = requireStep(ruling, event);
  requireOthersCase(ruling, licence);
  return licence;
}

/** Only the exporter that applied answers and withdraws. */
export function requireApplicant({ actor }: Ruling, { licence, exporter }: Licence): void {
  if (actor.party === exporter) return;
  const message = `${exporter} has applied for licence ${licence}, the event is by ${actor.party}: who applied records this, or its agent on its behalf`;
  throw new Refused('not-applicant', 'licence', message, { licence, exporter, party: actor.party });
}

function requireOthersCase({ actor }: Ruling, { licence, exporter }: Licence): void {
  if (actor.party !== exporter) return;
  const message = `${exporter} has applied for licence ${licence}, and the event is by ${actor.party} as its authority: nobody handles its own application; another authority records this`;
  throw new Refused('own-application', 'licence', message, { licence, exporter, party: actor.party });
}
