/** A licence as a fold over what was recorded under its id, from the application on. */
import type { DocketStep } from '../docket.ts';
import type { CustodyEvent, EventOf } from '../event.ts';
import type { Licence, LicenceLine, StatedApplication } from './licence.ts';

type Applied = EventOf<'licence-applied'>;
type Supplied = EventOf<'licence-information-provided'>;

/** What is at hand under these steps; null when nobody has applied. Steps of other events pass. */
export function licenceOf(steps: readonly DocketStep[]): Licence | null {
  return steps.reduce<Licence | null>(licenceAfter, null);
}

/** The licence after one more step of its docket; null while nobody has applied. */
export function licenceAfter(licence: Licence | null, { event, party }: DocketStep): Licence | null {
  if (event.type === 'licence-applied') return licence ?? appliedFor(event, party);
  return licence === null ? null : follow(licence, event, party);
}

function appliedFor(event: Applied, exporter: string): Licence {
  const lines = event.lines.map((line) => ({
    line: line.line,
    code: line.code,
    form: line.form ?? null,
    netMilligrams: BigInt(line.netMilligrams),
    hsCode: line.hsCode ?? null,
    specification: line.specification ?? null,
    year: line.year ?? null,
  }));
  return {
    licence: event.licence,
    exporter,
    kind: event.kind,
    status: 'applied',
    consignee: event.consignee,
    endUser: event.endUser ?? null,
    otherEndUsers: event.otherEndUsers ?? [],
    destination: event.destination,
    port: event.port ?? null,
    mode: event.mode ?? null,
    validFrom: event.validFrom,
    validTo: event.validTo,
    lines,
    linesAsked: lines,
    number: null,
    conditions: null,
    appliedAt: event.occurredAt,
    acceptedAt: null,
    stops: [],
    missing: [],
    reviews: [],
    decision: null,
    urgency: event.urgency?.class ?? null,
    expediteIsOpen: false,
    localAuthority: event.localAuthority ?? null,
    refiledFrom: event.refiledFrom ?? null,
    stated: statedWith({ documents: [], sealed: [] }, event),
    latestAt: event.occurredAt,
  };
}

/** The licence after one more step; the same for an event that is no step of its procedure. */
function follow(licence: Licence, event: CustodyEvent, by: string): Licence {
  if (!event.type.startsWith('licence-')) return licence;
  const at = event.occurredAt;
  const next = { ...licence, latestAt: at };
  switch (event.type) {
    case 'licence-returned':
      return { ...next, status: 'returned', missing: event.missing };
    case 'licence-accepted':
      return { ...next, status: 'accepted', acceptedAt: at, missing: [] };
    case 'licence-information-requested': {
      const stop = { from: at, to: null, asked: event.asked, answerBy: event.answerBy ?? null };
      return { ...next, status: 'waiting', stops: [...licence.stops, stop] };
    }
    case 'licence-information-provided':
      return provided(next, event);
    case 'licence-reviewed': {
      const review = { stage: event.stage, outcome: event.outcome, by, at };
      return { ...next, reviews: [...licence.reviews, review] };
    }
    case 'licence-expedited': {
      if (event.ask !== undefined) return { ...next, urgency: event.ask.class, expediteIsOpen: true };
      return { ...next, expediteIsOpen: false, ...(event.answer?.outcome === 'declined' && { urgency: null }) };
    }
    case 'licence-decided':
      return decided(next, event, by);
    case 'licence-amended': {
      const { lines, validTo, port, mode } = event;
      return {
        ...next,
        lines: lines === undefined ? licence.lines : withMasses(licence.lines, lines),
        validTo: validTo ?? licence.validTo,
        port: port ?? licence.port,
        mode: mode ?? licence.mode,
      };
    }
    case 'licence-suspended':
      return { ...next, status: 'suspended' };
    case 'licence-resumed':
      return { ...next, status: 'granted' };
    case 'licence-revoked':
      return { ...next, status: 'revoked' };
    case 'licence-withdrawn':
      return { ...next, status: 'withdrawn' };
    default:
      return licence;
  }
}

/** An answer lets the clock go on; of a case that was returned it is the application once more. */
function provided(licence: Licence, event: Supplied): Licence {
  const { stops, status } = licence;
  const isAnswer = status === 'waiting';
  return {
    ...licence,
    status: isAnswer ? 'accepted' : 'applied',
    stops: stops.map((stop) => (stop.to === null ? { ...stop, to: event.occurredAt } : stop)),
    missing: [],
    endUser: event.endUser ?? (event.sealed?.endUser === undefined ? licence.endUser : null),
    otherEndUsers: event.otherEndUsers ?? licence.otherEndUsers,
    stated: statedWith(licence.stated, event),
  };
}

function decided(licence: Licence, event: EventOf<'licence-decided'>, by: string): Licence {
  const { outcome, reasonCode, reason, legalBasis, occurredAt, lines } = event;
  const decision = { outcome, reasonCode, reason, legalBasis, by, at: occurredAt };
  if (outcome === 'refused') return { ...licence, status: 'refused', decision };
  return {
    ...licence,
    status: 'granted',
    decision,
    number: event.number ?? null,
    validFrom: event.validFrom ?? null,
    validTo: event.validTo ?? null,
    conditions: event.conditions ?? null,
    lines: lines === undefined ? licence.linesAsked : grantedOf(licence.linesAsked, lines),
  };
}

type LineMasses = NonNullable<EventOf<'licence-decided'>['lines']>;

/** Only what is named is granted. */
function grantedOf(asked: readonly LicenceLine[], granted: LineMasses): LicenceLine[] {
  return withMasses(asked, granted).filter(({ line }) => granted.some((other) => other.line === line));
}

function withMasses(lines: readonly LicenceLine[], masses: LineMasses): LicenceLine[] {
  return lines.map((line) => {
    const stated = masses.find((other) => other.line === line.line);
    return stated === undefined ? line : { ...line, netMilligrams: BigInt(stated.netMilligrams) };
  });
}

/** What is stated later counts, sealed or plain; documents come on top. */
function statedWith(before: StatedApplication, event: Applied | Supplied): StatedApplication {
  const { endUse, endUseDetail, contract, processFlow, prices, pastDealings, stockCoverDays } = event;
  const sealedNow = Object.keys(event.sealed ?? {});
  const plain = (member: string) => Object.hasOwn(event, member);
  return {
    ...before,
    ...(endUse !== undefined && { endUse }),
    ...(endUseDetail !== undefined && { endUseDetail }),
    ...(contract !== undefined && { contract }),
    ...(processFlow !== undefined && { processFlow }),
    ...(prices !== undefined && { prices }),
    ...(pastDealings !== undefined && { pastDealings }),
    ...(stockCoverDays !== undefined && { stockCoverDays }),
    ...(event.type === 'licence-applied' && event.tradeMode !== undefined && { tradeMode: event.tradeMode }),
    documents: [...before.documents, ...(event.documents ?? [])],
    sealed: [...new Set([...before.sealed.filter((member) => !plain(member)), ...sealedNow])],
  };
}
