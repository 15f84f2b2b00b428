/** Reads the records of a book, as `formatRecord` writes them. */
import { AMOUNT_MEASURES, type AmountMeasure, type Amounts } from '@lodestone/custody/amounts.ts';
import { CONSUMPTIONS } from '@lodestone/custody/consumption.ts';
import { type ElementMasses, elementMassesOf } from '@lodestone/custody/element-masses.ts';
import type { BookChange, BookLot, BookMove, BookPacking, BookRecord, BookStep, LotAmounts } from './book.ts';
import { readPlace } from './place.ts';
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

const LOT_KINDS = ['mined', 'imported', 'collected', 'opening-stock', 'transformed', 'circuit-stock'] as const;
const CAUSES = ['adjusted', 'disposed', 'reassayed', 'settled'] as const;
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
const RECORD_MEMBERS = ['changed', 'corrects', 'made', 'moved', 'packed', 'step', 'taken'] as const;

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
    step: record['step'] === undefined ? null : readStep(member('step')),
    taken: list('taken', readLotAmounts),
    made: list('made', readLot),
    changed: list('changed', readChange),
    moved: list('moved', readMove),
    packed: record['packed'] === undefined ? null : readPacking(member('packed')),
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

function readLotAmounts(found: Found): LotAmounts {
  const part = readObject(found, ['amounts', 'lot']);
  const lot = readText(memberOf(found, part, 'lot'));
  return { lot, amounts: readAmounts(memberOf(found, part, 'amounts'), 0) };
}

function readAmounts(found: Found, least: number): Amounts {
  const amounts = readObject(found, [], [...AMOUNT_MEASURES, 'elementMilligrams']);
  const measure = (name: AmountMeasure) =>
    amounts[name] === undefined ? null : BigInt(readWhole(memberOf(found, amounts, name), least));
  const masses = amounts['elementMilligrams'];
  return {
    netMilligrams: measure('netMilligrams'),
    volumeMillilitres: measure('volumeMillilitres'),
    pieces: measure('pieces'),
    elementMilligrams: masses === undefined ? {} : readMasses(memberOf(found, amounts, 'elementMilligrams'), least),
  };
}

function readMasses(found: Found, least = 0): ElementMasses {
  return elementMassesOf(readElementMilligrams(found, least));
}

function readWholeOrNull(found: Found): number | null {
  return found.value === null ? null : readWhole(found);
}
