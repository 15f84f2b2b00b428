/** The book of a lineage: what each event did to its lots, read from the facts, and the events that say so. */
import { type BookRecord, emptyRecord } from '@lodestone/evidence/book.ts';
import { sortRecord } from '@lodestone/evidence/sort-record.ts';
import type { LineageGraph } from '@lodestone/lineage/graph.ts';
import {
  type ChangedRow,
  type MadeLotRow,
  type MovedRow,
  readChanged,
  readEffectiveCorrections,
  readEventsOfLots,
  readGiven,
  readMadeLots,
  readMoved,
  readPacked,
  readShipmentEnds,
  readTaken,
  type TakenRow,
} from '@lodestone/store/read-book.ts';
import type { SubjectOfLineage } from '@lodestone/store/read-subject.ts';
import type { Ledger } from './open-ledger.ts';

export interface LineageBook {
  readonly records: readonly BookRecord[];
  /** Events besides those of the records that a reader needs: dispatches, and what became of the shipment. */
  readonly related: readonly number[];
  /** Uses of the lots by others, which the claim is not about: only what they took is needed, to know what was left. */
  readonly byOthers: ReadonlySet<number>;
}

/** Reads the book of everything in the graph, as known below `bound`. */
export async function readBook(
  { database: { pool }, ledgerId }: Ledger,
  subject: SubjectOfLineage,
  graph: LineageGraph,
  bound: number,
): Promise<LineageBook> {
  const lotNumbers = [...graph.lots.keys()];
  const shipment = subject.kind === 'shipment' ? subject.id : null;
  const made = await readMadeLots(pool, ledgerId, lotNumbers, bound);
  const changed = await readChanged(pool, ledgerId, lotNumbers, bound);
  const packed = shipment === null ? [] : await readPacked(pool, ledgerId, shipment, bound);
  const given = await readGiven(pool, ledgerId, [...graph.steps.keys()]);
  const moved = await readMoved(pool, ledgerId, lotNumbers, bound);
  const changes = changed.filter(isOwnChange);
  const handovers = handoversOf(made, moved);
  const lastUses = lastUsesOf(graph, [...changes, ...packed, ...handovers]);
  const taken = (await readTaken(pool, ledgerId, lotNumbers, bound)).filter(
    ({ eventNumber, lotNumber }) => eventNumber <= (lastUses.get(lotNumber) ?? -1),
  );

  const draft = draftRecords();
  const nameOf = (lotNumber: number) => graph.lots.get(lotNumber)?.lot ?? '';
  const part = ({ lotNumber, amounts }: TakenRow) => ({ lot: nameOf(lotNumber), amounts });
  for (const { lotNumber: _, eventNumber, ...lot } of made)
    draft.add(eventNumber, ({ made: lots }) => ({ made: [...lots, lot] }));
  for (const row of taken) draft.add(row.eventNumber, ({ taken: parts }) => ({ taken: [...parts, part(row)] }));
  for (const row of changes) {
    const { cause, isMeasured, uncertaintyPartsPerMillion } = row;
    draft.add(row.eventNumber, ({ changed: all }) => ({
      changed: [...all, { ...part(row), cause, isMeasured, uncertaintyPartsPerMillion }],
    }));
  }
  for (const row of packed) {
    draft.add(row.eventNumber, ({ packed: packing }) => ({
      packed: { shipment: shipment ?? '', lots: [...(packing?.lots ?? []), part(row)] },
    }));
  }
  for (const [number, { name, party, facility, losses }] of graph.steps) {
    const step = { name, party, facility, givenElementMilligrams: given.get(number) ?? {}, losses };
    draft.add(number, () => ({ step }));
  }
  for (const { eventNumber, lotNumber, custodian } of handovers) {
    draft.add(eventNumber, ({ moved: all }) => ({ moved: [...all, { lot: nameOf(lotNumber), custodian }] }));
  }
  await addCorrections(pool, ledgerId, draft, lotNumbers, nameOf, bound);

  const records = draft.finish();
  const ends = shipment === null ? [] : await readShipmentEnds(pool, ledgerId, shipment);
  const dispatches = moved.filter(({ status }) => status === 'in-transit').map(({ eventNumber }) => eventNumber);
  const related = [...new Set(dispatches), ...ends];
  const byOthers = records.filter(isUseByOthers).map(({ eventNumber }) => eventNumber);
  return { records, related, byOthers: new Set(byOthers) };
}

/** What a correction changed so that the book comes to what it says is no happening of its own. */
function isOwnChange(row: ChangedRow): row is ChangedRow & { cause: Exclude<ChangedRow['cause'], 'corrected'> } {
  return row.cause !== 'corrected';
}

/** The movements by which somebody else came to have a lot. */
function handoversOf(made: readonly MadeLotRow[], moved: readonly MovedRow[]): MovedRow[] {
  const custodians = new Map(made.map(({ lotNumber, party }) => [lotNumber, party]));
  return moved.filter(({ lotNumber, status, custodian }) => {
    if (status !== 'held' || custodians.get(lotNumber) === custodian) return false;
    custodians.set(lotNumber, custodian);
    return true;
  });
}

/** By lot, the last event of the lineage that rests on what was left of it then. */
function lastUsesOf(
  { steps }: LineageGraph,
  others: readonly { readonly eventNumber: number; readonly lotNumber: number }[],
): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  const note = (lotNumber: number, eventNumber: number) =>
    last.set(lotNumber, Math.max(eventNumber, last.get(lotNumber) ?? 0));
  for (const { step, inputs } of steps.values()) for (const { lotNumber } of inputs) note(lotNumber, step);
  for (const { eventNumber, lotNumber } of others) note(lotNumber, eventNumber);
  return last;
}

function isUseByOthers({ step, made, changed, moved, packed, corrects, taken }: BookRecord): boolean {
  const isMore = step !== null || packed !== null || corrects !== null;
  return taken.length > 0 && !isMore && made.length + changed.length + moved.length === 0;
}

interface DraftRecords {
  add(eventNumber: number, by: (record: BookRecord) => Partial<BookRecord>): void;
  /** In the order of the log, each list by lot. */
  finish(): BookRecord[];
}

function draftRecords(): DraftRecords {
  const records = new Map<number, BookRecord>();
  return {
    add: (eventNumber, by) => {
      const record = records.get(eventNumber) ?? emptyRecord(eventNumber);
      records.set(eventNumber, { ...record, ...by(record) });
    },
    finish: () => [...records.values()].map(sortRecord).sort((left, right) => left.eventNumber - right.eventNumber),
  };
}

/** Which events corrected others, and the lots that they changed. */
async function addCorrections(
  client: Parameters<typeof readEventsOfLots>[0],
  ledgerId: number,
  draft: DraftRecords,
  lotNumbers: readonly number[],
  nameOf: (lotNumber: number) => string,
  bound: number,
): Promise<void> {
  const events = await readEventsOfLots(client, ledgerId, lotNumbers, bound);
  const lotsOf = Map.groupBy(events, ({ eventNumber }) => eventNumber);
  const corrections = await readEffectiveCorrections(client, ledgerId, [...lotsOf.keys()], bound);
  for (const { eventNumber, targetNumber, supersededNumber } of corrections) {
    const touched = [eventNumber, targetNumber, supersededNumber].flatMap((number) => lotsOf.get(number) ?? []);
    const touches = [...new Set(touched.map(({ lotNumber }) => nameOf(lotNumber)))];
    draft.add(eventNumber, () => ({ corrects: targetNumber, touches }));
  }
}
