/** What one recorded event shows: nothing, one observation, or several where it says several things at once. */
import { amountsOf, addAmounts, NO_AMOUNTS } from '@lodestone/custody/amounts.ts';
import { consumptionOf } from '@lodestone/custody/consumption.ts';
import { exactly } from '@lodestone/custody/controls/exit-draws.ts';
import { elementMassesOf, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import type { CustodyEvent, EventOf } from '@lodestone/custody/event.ts';
import type { ChangeCause } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { Observation, ObservedAuxiliary } from '@lodestone/lineage/observation.ts';
import type { YieldRangeSet } from '@lodestone/store/detect/read-observed-steps.ts';
import { observeQuota, observeSale, observeTradeGap } from './observe-filing.ts';
import { observeDispatch, observeExit, observePacking, observeReceipts } from './observe-movement.ts';
import type { ObservedLots } from './observed-lots.ts';
import type { ObservedPage, SaidEvent } from './observed-page.ts';

/** What is known when an event is observed. */
export interface Surroundings {
  readonly page: ObservedPage;
  readonly lots: ObservedLots;
  readonly yieldRanges: readonly YieldRangeSet[];
}

/** What every observation says of its event. */
export type Base = Pick<
  Observation,
  'eventNumber' | 'event' | 'occurredAt' | 'recordedAt' | 'party' | 'facility' | 'notices'
>;

export function observeEvent(event: SaidEvent, around: Surroundings): Observation[] {
  const correction = observeCorrection(event, around);
  const { said, counts } = event;
  if (said === null || !counts) return correction;
  const base = baseOf(event, said, around);
  return [
    ...correction,
    ...observeStep(base, said, around),
    ...observeSaid(base, said, around),
    ...observeReceipts(base, said, around),
    ...observeDocuments(base, said, around),
  ];
}

/** A replacement is the act of whoever did what it replaces. */
function baseOf(event: SaidEvent, said: CustodyEvent, { page }: Surroundings): Base {
  const target = event.correction === null ? undefined : page.named.get(event.correction.targetNumber);
  return {
    eventNumber: event.eventNumber,
    event: event.eventId,
    occurredAt: said.occurredAt,
    recordedAt: event.recordedAt,
    party: target?.party ?? event.party,
    facility: said.facility ?? null,
    notices: event.notices,
  };
}

function observeCorrection(event: SaidEvent, { page }: Surroundings): Observation[] {
  const { correction, eventNumber, eventId, recordedAt, party, notices, said } = event;
  if (correction === null) return [];
  const target = page.named.get(correction.targetNumber);
  if (target === undefined) throw new Error(`what event ${eventId} corrects is missing: run verify`);
  const { outcome, reason } = correction;
  return [
    {
      kind: 'correction',
      eventNumber,
      event: eventId,
      // A correction is an act of its own, whenever what it corrects may have happened.
      occurredAt: event.occurredAt,
      recordedAt,
      party,
      facility: said?.facility ?? null,
      notices,
      targetEvent: target.eventId,
      targetOccurredAt: target.occurredAt,
      targetRecordedAt: target.recordedAt,
      outcome,
      reason,
    },
  ];
}

/** The step of an event that made one: a transformation, or a receipt that divides a lot. */
function observeStep(base: Base, said: CustodyEvent, { page, lots, yieldRanges }: Surroundings): Observation[] {
  const { eventNumber } = base;
  const step = page.steps.get(eventNumber);
  if (step === undefined) return [];
  const below = eventNumber + 1;
  const { facility, party } = step;
  const range = yieldRanges.findLast(
    (set) => set.eventNumber < below && set.facility === facility && set.step === step.step,
  );
  const losses = said.type === 'lot-transformed' ? (said.losses ?? []) : [];
  return [
    {
      ...base,
      kind: 'step',
      party,
      facility,
      step: step.step,
      inputs: step.inputs.map(({ lotNumber, taken }) => ({ lot: lots.asOf(lotNumber, below), amounts: taken })),
      outputs: Array.from({ length: step.lotCount }, (_, index) => lots.asOf(step.firstLotNumber + index, below)),
      circuit: said.type === 'lot-transformed' ? (said.circuit?.id ?? null) : null,
      lossElementMilligrams: sumElementMasses(
        losses.map(({ elementMilligrams }) => elementMassesOf(elementMilligrams)),
      ),
      auxiliaries: said.type === 'lot-transformed' ? (said.auxiliaries ?? []).flatMap(auxiliaryOf) : [],
      ownRange: range?.range ?? null,
    },
  ];
}

type Auxiliary = NonNullable<EventOf<'lot-transformed'>['auxiliaries']>[number];

function auxiliaryOf({ kind, ...stated }: Auxiliary): ObservedAuxiliary[] {
  return (['netMilligrams', 'volumeMillilitres', 'wattHours'] as const).flatMap((measure) => {
    const amount = stated[measure];
    return amount === undefined ? [] : [{ kind, measure, amount: BigInt(amount) }];
  });
}

function observeSaid(base: Base, said: CustodyEvent, around: Surroundings): Observation[] {
  const { page, lots } = around;
  const below = base.eventNumber + 1;
  switch (said.type) {
    case 'party-registered':
      return [observeParty(base, said)];
    case 'facility-registered':
      return [observeFacility(base, said)];
    case 'lot-created': {
      const lot = lots.asOf(said.lot, below);
      const consumption = consumptionOf(said.origin, lot.form, lots.historyOf(said.lot).consumption);
      return [{ ...base, kind: 'origin', lot, consumption, permit: said.permit ?? null }];
    }
    case 'lot-assayed':
      return [observeAssay(base, said, around)];
    case 'lot-adjusted':
      return observeChange(base, lots.historyOf(said.lot).lotNumber, 'adjusted', around);
    case 'lot-disposed':
      return observeChange(base, lots.historyOf(said.lot).lotNumber, 'disposed', around);
    case 'transfer-settled':
      return (page.settled.get(base.eventNumber) ?? []).flatMap((lot) => observeChange(base, lot, 'settled', around));
    case 'transfer-dispatched':
      return [observeDispatch(base, said, around)];
    case 'shipment-packed':
      return [observePacking(base, said, around)];
    case 'shipment-exited':
      return [observeExit(base, said, around)];
    case 'unit-packed':
      return [{ ...base, kind: 'unit', unit: said.unit, isPacked: true, seal: said.seal ?? null, lots: said.lots }];
    case 'unit-unpacked':
      return [{ ...base, kind: 'unit', unit: said.unit, isPacked: false, seal: said.seal ?? null, lots: [] }];
    case 'ownership-transferred': {
      const owned = said.lots.map((lot) => lots.asOf(lot, below));
      return [{ ...base, kind: 'ownership', owner: said.owner, lots: owned }];
    }
    case 'shipment-declared': {
      const { shipment, licenceLines = [] } = said;
      return [{ ...base, kind: 'declaration', shipment, lines: licenceLines.map(exactly) }];
    }
    case 'shipment-arrived': {
      const { shipment, netMilligrams } = said;
      return [{ ...base, kind: 'arrival', shipment, netMilligrams: BigInt(netMilligrams) }];
    }
    case 'licence-applied':
    case 'licence-information-provided':
    case 'licence-decided':
    case 'licence-amended':
    case 'licence-suspended':
    case 'licence-resumed':
    case 'licence-revoked':
    case 'licence-withdrawn': {
      const { eventNumber, party, recordedAt } = base;
      return [
        { ...base, kind: 'licence', licence: said.licence, step: { eventNumber, party, recordedAt, event: said } },
      ];
    }
    case 'quota-allocated':
      return [observeQuota(base, said)];
    case 'sale-filed':
      return [observeSale(base, said, around)];
    case 'trade-gap-stated':
      return [observeTradeGap(base, said)];
    default:
      return [];
  }
}

function observeParty(base: Base, said: EventOf<'party-registered'>): Observation {
  const { party: registered, name = null, roles, country, identifiers = {} } = said;
  return { ...base, kind: 'party', registered, name, roles, country, identifiers };
}

function observeFacility(base: Base, said: EventOf<'facility-registered'>): Observation {
  const { facility: registered, party: owner, country, activities, timeZone, address, location, capacity } = said;
  return {
    ...base,
    kind: 'facility',
    registered,
    owner,
    country,
    activities,
    timeZone: timeZone ?? null,
    address: address ?? null,
    location: location ?? null,
    capacity: capacity ?? null,
  };
}

function observeAssay(base: Base, said: EventOf<'lot-assayed'>, { lots }: Surroundings): Observation {
  const { lot, laboratory, method, version, uncertaintyPartsPerMillion, quantity } = said;
  return {
    ...base,
    kind: 'assay',
    lot: lots.asOf(lot, base.eventNumber),
    laboratory,
    method,
    version,
    uncertaintyPartsPerMillion,
    moisturePartsPerMillion: quantity.moisturePartsPerMillion ?? null,
    thoriumPartsPerMillion: quantity.thoriumPartsPerMillion ?? null,
    notDetected: quantity.notDetected ?? [],
    stated: amountsOf(quantity),
  };
}

/** What an event changed of the book of a lot: where it replaces another, what both have changed. */
function observeChange(base: Base, lotNumber: number, cause: ChangeCause, around: Surroundings): Observation[] {
  const { page, lots } = around;
  const { eventNumber } = base;
  const replaced = page.replaced.get(eventNumber) ?? [];
  const changes = lots.historyOf(lotNumber).changes.filter((change) => {
    return change.cause === cause && (change.eventNumber === eventNumber || replaced.includes(change.eventNumber));
  });
  const [first] = changes;
  if (first === undefined) return [];
  const by = changes.reduce((amounts, change) => addAmounts(amounts, change.by), NO_AMOUNTS);
  const { reason } = changes.at(-1) ?? first;
  return [{ ...base, kind: 'change', lot: lots.asOf(lotNumber, eventNumber + 1), cause, reason, by }];
}

/** So many names of what an event is about are kept. */
const ABOUT_MAX = 100;

function observeDocuments(base: Base, said: CustodyEvent, { page }: Surroundings): Observation[] {
  return (said.documents ?? []).map(({ sha256, kind, name }) => {
    const earlier = (page.documents.get(sha256) ?? []).filter(({ eventNumber }) => eventNumber < base.eventNumber);
    const about = aboutOf(said).slice(0, ABOUT_MAX);
    return {
      ...base,
      kind: 'document',
      sha256,
      documentKind: kind,
      name,
      about,
      earlier: earlier.map(({ event, occurredAt, party, about: named }) => {
        return { event, occurredAt, party, about: named };
      }),
    };
  });
}

/** The transfer or shipment that an event names, and its lots. */
function aboutOf(said: CustodyEvent): string[] {
  switch (said.type) {
    case 'lot-created':
    case 'lot-assayed':
    case 'lot-adjusted':
    case 'lot-disposed':
      return [said.lot];
    case 'lot-transformed':
      return [...said.outputs, ...said.inputs].map(({ lot }) => lot);
    case 'transfer-dispatched':
    case 'transfer-received':
      return [said.transfer, ...said.lines.map(({ lot }) => lot)];
    case 'transfer-cancelled':
    case 'transfer-settled':
      return [said.transfer];
    case 'shipment-packed':
      return [said.shipment, ...said.lots];
    case 'shipment-unpacked':
    case 'shipment-exited':
    case 'shipment-declared':
    case 'shipment-arrived':
      return [said.shipment];
    case 'ownership-transferred':
    case 'unit-packed':
      return [...said.lots];
    case 'sale-filed':
      return [...(said.lots ?? [])];
    default:
      return [];
  }
}
