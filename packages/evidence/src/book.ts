/**
 * The book of a claim: what each event did to the lots that the subject was made from. One record for an event, in the
 * order of the log; what an event did not do is left out of its record:
 *
 *     {"event":"12.0","step":{…},"taken":[{"amounts":{…},"lot":"ORE-1"}],"made":[{…,"lot":"PLS-1"}]}
 *
 * What follows from events that are shown is compared with it; of events that are not, it is all there is.
 */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Consumption } from '@lodestone/custody/consumption.ts';
import { type ElementMasses, elementMassesOf, statedElements } from '@lodestone/custody/element-masses.ts';
import type { ChangeCause, LotKind } from '@lodestone/custody/facts-of-lots.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-value.ts';
import { fail } from './failure.ts';
import { formatPlace, readPlace } from './place.ts';
import {
  type Found,
  memberOf,
  readBoolean,
  readChoice,
  readElementMilligrams,
  readList,
  readObject,
  readText,
  readTextOrNull,
  readWhole,
  wrong,
} from './read-members.ts';

export interface BookRecord {
  readonly eventNumber: number;
  /** Of a correction that took effect, the event that it corrects: what it says counts in that place. */
  readonly corrects: number | null;
  /** The lots of the book whose amounts or place a correction has changed. */
  readonly touches: readonly string[];
  readonly step: BookStep | null;
  readonly taken: readonly LotAmounts[];
  readonly made: readonly BookLot[];
  readonly changed: readonly BookChange[];
  readonly moved: readonly BookMove[];
  readonly packed: BookPacking | null;
}

export interface LotAmounts {
  readonly lot: string;
  readonly amounts: Amounts;
}

/** A step that made lots of the book. */
export interface BookStep {
  readonly name: string;
  readonly party: string;
  readonly facility: string | null;
  /** Outputs, stated losses and closing stock. */
  readonly givenElementMilligrams: ElementMasses;
  readonly losses: readonly BookLoss[];
}

export interface BookLoss {
  readonly kind: string;
  readonly elementMilligrams: ElementMasses;
}

/** A lot as it was made or brought in. */
export interface BookLot extends LotAmounts {
  readonly kind: LotKind;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  readonly form: string | null;
  readonly product: string | null;
  readonly consumption: Consumption | null;
  readonly circuit: string | null;
  readonly uncertaintyPartsPerMillion: number | null;
}

/** What a lot has more of, or less, without a step. */
export interface BookChange extends LotAmounts {
  readonly cause: Exclude<ChangeCause, 'corrected'>;
  /** An assay that differs from the book by no more than chance explains. */
  readonly isMeasured: boolean;
  /** Of an assay. */
  readonly uncertaintyPartsPerMillion: number | null;
}

/** Whose the lot is to answer for from here on; only where that changes. */
export interface BookMove {
  readonly lot: string;
  readonly custodian: string;
}

export interface BookPacking {
  readonly shipment: string;
  readonly lots: readonly LotAmounts[];
}

const LOT_KINDS = ['mined', 'imported', 'collected', 'opening-stock', 'transformed', 'circuit-stock'] as const;
const CAUSES = ['adjusted', 'disposed', 'reassayed', 'settled'] as const;
const CONSUMPTIONS = ['pre-consumer', 'post-consumer'] as const;
const MEASURES = ['netMilligrams', 'volumeMillilitres', 'pieces'] as const;
const LOT_MEMBERS = [
  'amounts',
  'circuit',
  'consumption',
  'country',
  'facility',
  'form',
  'kind',
  'lot',
  'party',
  'product',
  'uncertaintyPartsPerMillion',
];
const CHANGE_MEMBERS = ['amounts', 'cause', 'isMeasured', 'lot', 'uncertaintyPartsPerMillion'];
const STEP_MEMBERS = ['facility', 'givenElementMilligrams', 'losses', 'name', 'party'];
const RECORD_MEMBERS = ['changed', 'corrects', 'made', 'moved', 'packed', 'step', 'taken', 'touches'] as const;

/** A record that says nothing yet of the event. */
export function emptyRecord(eventNumber: number): BookRecord {
  const nothing = { touches: [], taken: [], made: [], changed: [], moved: [] };
  return { eventNumber, corrects: null, step: null, packed: null, ...nothing };
}

/** Writes a record; what is empty is left out. */
export function formatRecord(record: BookRecord): JsonObject {
  const { eventNumber, corrects, touches, step, taken, made, changed, moved, packed } = record;
  const said: JsonObject = { event: formatPlace(eventNumber) };
  if (corrects !== null) said['corrects'] = formatPlace(corrects);
  if (touches.length > 0) said['touches'] = [...touches];
  if (step !== null) said['step'] = formatStep(step);
  if (taken.length > 0) said['taken'] = taken.map(formatLotAmounts);
  if (made.length > 0) said['made'] = made.map(({ amounts, ...lot }) => ({ ...lot, amounts: formatAmounts(amounts) }));
  if (changed.length > 0) {
    said['changed'] = changed.map(({ amounts, ...change }) => ({ ...change, amounts: formatAmounts(amounts) }));
  }
  if (moved.length > 0) said['moved'] = moved.map(({ lot, custodian }) => ({ lot, custodian }));
  if (packed !== null) said['packed'] = { shipment: packed.shipment, lots: packed.lots.map(formatLotAmounts) };
  return said;
}

/** Reads what `formatRecord` writes. */
export function readRecord(found: Found): BookRecord {
  const record = readObject(found, ['event'], RECORD_MEMBERS);
  const member = (name: string) => memberOf(found, record, name);
  const list = <Item>(name: (typeof RECORD_MEMBERS)[number], read: (item: Found) => Item): readonly Item[] => {
    if (record[name] === undefined) return [];
    const items = readList(member(name), read);
    return items.length === 0 ? wrong(member(name), 'at least one, or nothing') : items;
  };
  return {
    eventNumber: readPlace(member('event')),
    corrects: record['corrects'] === undefined ? null : readPlace(member('corrects')),
    touches: list('touches', readText),
    step: record['step'] === undefined ? null : readStep(member('step')),
    taken: list('taken', readLotAmounts),
    made: list('made', readLot),
    changed: list('changed', readChange),
    moved: list('moved', readMove),
    packed: record['packed'] === undefined ? null : readPacking(member('packed')),
  };
}

function formatStep({ name, party, facility, givenElementMilligrams, losses }: BookStep): JsonObject {
  return {
    name,
    party,
    facility,
    givenElementMilligrams: formatMasses(givenElementMilligrams),
    losses: losses.map(({ kind, elementMilligrams }) => ({ kind, elementMilligrams: formatMasses(elementMilligrams) })),
  };
}

function readStep(found: Found): BookStep {
  const step = readObject(found, STEP_MEMBERS);
  return {
    name: readText(memberOf(found, step, 'name')),
    party: readText(memberOf(found, step, 'party')),
    facility: readTextOrNull(memberOf(found, step, 'facility')),
    givenElementMilligrams: readMasses(memberOf(found, step, 'givenElementMilligrams')),
    losses: readList(memberOf(found, step, 'losses'), (item) => {
      const loss = readObject(item, ['elementMilligrams', 'kind']);
      const kind = readText(memberOf(item, loss, 'kind'));
      return { kind, elementMilligrams: readMasses(memberOf(item, loss, 'elementMilligrams')) };
    }),
  };
}

function readLot(found: Found): BookLot {
  const lot = readObject(found, LOT_MEMBERS);
  const member = (name: string) => memberOf(found, lot, name);
  return {
    lot: readText(member('lot')),
    kind: readChoice(member('kind'), LOT_KINDS),
    party: readText(member('party')),
    facility: readTextOrNull(member('facility')),
    country: readText(member('country')),
    form: readTextOrNull(member('form')),
    product: readTextOrNull(member('product')),
    consumption: lot['consumption'] === null ? null : readChoice(member('consumption'), CONSUMPTIONS),
    circuit: readTextOrNull(member('circuit')),
    uncertaintyPartsPerMillion: readWholeOrNull(member('uncertaintyPartsPerMillion')),
    amounts: readAmounts(member('amounts'), 0),
  };
}

function readChange(found: Found): BookChange {
  const change = readObject(found, CHANGE_MEMBERS);
  const member = (name: string) => memberOf(found, change, name);
  return {
    lot: readText(member('lot')),
    cause: readChoice(member('cause'), CAUSES),
    isMeasured: readBoolean(member('isMeasured')),
    uncertaintyPartsPerMillion: readWholeOrNull(member('uncertaintyPartsPerMillion')),
    amounts: readAmounts(member('amounts'), Number.MIN_SAFE_INTEGER),
  };
}

function readMove(found: Found): BookMove {
  const move = readObject(found, ['custodian', 'lot']);
  return {
    lot: readText(memberOf(found, move, 'lot')),
    custodian: readText(memberOf(found, move, 'custodian')),
  };
}

function readPacking(found: Found): BookPacking {
  const packing = readObject(found, ['lots', 'shipment']);
  const lots = readList(memberOf(found, packing, 'lots'), readLotAmounts);
  return { shipment: readText(memberOf(found, packing, 'shipment')), lots };
}

function formatLotAmounts({ lot, amounts }: LotAmounts): JsonObject {
  return { lot, amounts: formatAmounts(amounts) };
}

function readLotAmounts(found: Found): LotAmounts {
  const part = readObject(found, ['amounts', 'lot']);
  const lot = readText(memberOf(found, part, 'lot'));
  return { lot, amounts: readAmounts(memberOf(found, part, 'amounts'), 0) };
}

/** What is not stated is left out, and so is `elementMilligrams` where it states nothing. */
function formatAmounts(amounts: Amounts): JsonObject {
  const said: { [name: string]: JsonValue } = {};
  for (const measure of MEASURES) {
    const amount = amounts[measure];
    if (amount !== null) said[measure] = exactly(amount);
  }
  const masses = formatMasses(amounts.elementMilligrams);
  if (Object.keys(masses).length > 0) said['elementMilligrams'] = masses;
  return said;
}

function readAmounts(found: Found, least: number): Amounts {
  const amounts = readObject(found, [], [...MEASURES, 'elementMilligrams']);
  const measure = (name: (typeof MEASURES)[number]) =>
    amounts[name] === undefined ? null : BigInt(readWhole(memberOf(found, amounts, name), least));
  const masses = amounts['elementMilligrams'];
  return {
    netMilligrams: measure('netMilligrams'),
    volumeMillilitres: measure('volumeMillilitres'),
    pieces: measure('pieces'),
    elementMilligrams: masses === undefined ? {} : readMasses(memberOf(found, amounts, 'elementMilligrams'), least),
  };
}

function formatMasses(masses: ElementMasses): JsonObject {
  return Object.fromEntries(statedElements(masses).map(([element, mass]) => [element, exactly(mass)]));
}

/** Amounts in files are JSON numbers, up to 9 million tonnes; a sum in a hostile event may be more. */
function exactly(amount: bigint): number {
  const number = Number(amount);
  if (Number.isSafeInteger(number)) return number;
  const expected = `amounts within ${Number.MAX_SAFE_INTEGER}`;
  return fail('book', 'claim.book', { expected, found: amount.toString() });
}

function readMasses(found: Found, least = 0): ElementMasses {
  return elementMassesOf(readElementMilligrams(found, least));
}

function readWholeOrNull(found: Found): number | null {
  return found.value === null ? null : readWhole(found);
}
