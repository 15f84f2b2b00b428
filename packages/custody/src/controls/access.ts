/** Who may see which sealed members, for what and until when, and who has seen them: folds over dockets of access. */
import type { DocketStep } from '../docket.ts';
import type { EventOf } from '../event.ts';

/** What a grant is about. */
export type AccessSubject =
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'licence'; readonly id: string }
  | { readonly kind: 'owner'; readonly id: string };

export interface AccessGrant {
  readonly grant: string;
  readonly officer: string;
  readonly purpose: string;
  readonly fields: readonly string[];
  readonly subject: AccessSubject;
  /** By the ledger's clock: from then on, and before `to`. */
  readonly from: string;
  readonly to: string;
  /** Until when what was seen may be kept; null where nobody said. */
  readonly deleteBy: string | null;
  readonly reason: string;
  readonly givenBy: string;
  readonly eventNumber: number;
  readonly end: { readonly party: string; readonly at: string; readonly reason: string } | null;
}

/** The grants in the docket of an officer, in the order of the ledger. */
export function grantsOf(steps: readonly DocketStep[]): readonly AccessGrant[] {
  const grants = new Map<string, AccessGrant>();
  for (const { event, party, recordedAt, eventNumber } of steps) {
    if (event.type === 'access-granted') {
      grants.set(event.grant, { ...membersOf(event), givenBy: party, eventNumber, end: null });
      continue;
    }
    if (event.type !== 'access-ended') continue;
    const grant = grants.get(event.grant);
    const end = { party, at: recordedAt, reason: event.reason };
    if (grant !== undefined) grants.set(event.grant, { ...grant, end });
  }
  return [...grants.values()];
}

function membersOf(event: EventOf<'access-granted'>): Omit<AccessGrant, 'givenBy' | 'eventNumber' | 'end'> {
  const { grant, officer, purpose, fields, from, to, deleteBy = null, reason } = event;
  return { grant, officer, purpose, fields, subject: subjectOf(event), from, to, deleteBy, reason };
}

/** What a grant is about. */
export function subjectOf({ sealedIn, licence, owner }: EventOf<'access-granted'>): AccessSubject {
  if (sealedIn !== undefined) return { kind: 'event', id: sealedIn };
  if (licence !== undefined) return { kind: 'licence', id: licence };
  if (owner !== undefined) return { kind: 'owner', id: owner };
  throw new Error('Bug: a grant about nothing was read as an event');
}

/** A sealed member that somebody asks to see. */
export interface AccessAsked {
  readonly sealedIn: string;
  readonly field: string;
  /** Whoever sealed it. */
  readonly owner: string;
  readonly purpose: string;
  /** The licence in whose case the event was filed, where it was. */
  readonly licence: string | null;
  /** By the ledger's clock. */
  readonly at: string;
}

/** Where a grant does not cover what is asked: the member at fault, and both values. */
export interface AccessLack {
  readonly field: 'grant' | 'purpose' | 'field' | 'sealedIn' | 'licence' | 'owner';
  readonly asked: string;
  readonly granted: string;
}

/** Why a grant does not cover what is asked; null when it does. */
export function lackOfAccess(grant: AccessGrant, asked: AccessAsked): AccessLack | null {
  const { subject, fields, purpose, from, to, end } = grant;
  if (end !== null && end.at <= asked.at) {
    return { field: 'grant', asked: `at ${asked.at}`, granted: `until ${end.party} ended it at ${end.at}` };
  }
  if (asked.at < from || asked.at >= to) {
    return { field: 'grant', asked: `at ${asked.at}`, granted: `from ${from} and before ${to}` };
  }
  if (asked.purpose !== purpose) return { field: 'purpose', asked: asked.purpose, granted: purpose };
  if (!fields.includes(asked.field)) return { field: 'field', asked: asked.field, granted: fields.join(', ') };
  switch (subject.kind) {
    case 'event':
      return asked.sealedIn === subject.id ? null : differs('sealedIn', asked.sealedIn, subject);
    case 'licence':
      return asked.licence === subject.id ? null : differs('licence', asked.licence ?? 'no licence', subject);
    case 'owner':
      return asked.owner === subject.id ? null : differs('owner', asked.owner, subject);
    default:
      return subject satisfies never;
  }
}

function differs(field: AccessLack['field'], asked: string, { id }: AccessSubject): AccessLack {
  return { field, asked, granted: id };
}

/** What was seen, by whom, when and what for. */
export interface FieldView {
  readonly eventNumber: number;
  readonly seenAt: string;
  readonly officer: string;
  readonly sealedIn: string;
  readonly field: string;
  readonly owner: string;
  readonly purpose: string;
  readonly grant: string;
  readonly licence: string | null;
  readonly case: string | null;
}

/** The views in a docket, in the order of the ledger. */
export function viewsOf(steps: readonly DocketStep[]): readonly FieldView[] {
  return steps.flatMap(({ event, eventNumber, recordedAt, party }) => {
    if (event.type !== 'field-viewed') return [];
    const { sealedIn, field, owner, purpose, grant, licence = null, case: file = null } = event;
    const seen = { sealedIn, field, owner, purpose, grant, licence, case: file };
    return [{ eventNumber, seenAt: recordedAt, officer: party, ...seen }];
  });
}
