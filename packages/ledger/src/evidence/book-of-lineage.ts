/** The book of a lineage: what each event did to its lots, read from the facts, and the events that say so. */
import { type BookRecord, emptyRecord } from '@lodestone/evidence/book.ts';
import { sortRecord } from '@lodestone/evidence/sort-record.ts';
import type { LineageGraph } from '@lodestone/lineage/graph.ts';
import {
  type ChangedRow,
  type MadeLotRow,
  type MovedRow,
  readChanged,
  readGiven,
  readMadeLots,
  readMoved,
  readPacked,
  readShipmentEnds,
  readTaken,
  type TakenRow,
} from '@lodestone/store/lineage/read-book.ts';
import { readEffectiveCorrections, readSupersededUses } from '@lodestone/store/log/read-corrections.ts';
import type { SubjectOfLineage } from '@lodestone/store/lineage/read-subject.ts';
import type { Ledger } from '../open-ledger.ts';

export interface LineageBook {
  /** The events of the book. */
  readonly eventNumbers: readonly number[];
  /** The records; of uses by others also those whose events are shown, for a reader sees what they took. */
  readonly recordsWith: (shown: ReadonlySet<number>) => readonly BookRecord[];
  /** Events besides those of the records that a reader needs: dispatches, and what became of the shipment. */
  readonly related: readonly number[];
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
  const taken = await readTaken(pool, ledgerId, lotNumbers, bound);
  const isNeeded = ({ eventNumber, lotNumber }: Pick<TakenRow, 'eventNumber' | 'lotNumber'>) =>
    eventNumber <= (lastUses.get(lotNumber) ?? -1);

  const draft = draftRecords();
  const nameOf = (lotNumber: number) => graph.lots.get(lotNumber)?.lot ?? '';
  const part = ({ lotNumber, amounts }: TakenRow) => ({ lot: nameOf(lotNumber), amounts });
  for (const { lotNumber: _, eventNumber, ...lot } of made)
    draft.add(eventNumber, ({ made: lots }) => ({ made: [...lots, lot] }));
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
  const corrections = await readEffectiveCorrections(pool, ledgerId, [...draft.numbers(), ...taken.map(numberOf)]);
  const recordsWith = (shown: ReadonlySet<number>) =>
    draft.finish(
      taken
        .filter((row) => isNeeded(row) || shown.has(row.eventNumber))
        .map((row) => ({ eventNumber: row.eventNumber, ...part(row) })),
      corrections,
    );
  const ends = shipment === null ? [] : await readShipmentEnds(pool, ledgerId, shipment);
  // What came between rests on what was left then, though it was taken back since.
  const superseded = (await readSupersededUses(pool, ledgerId, lotNumbers, bound)).filter(isNeeded);
  // Where the lots were between: dispatches, what was taken back of them.
  const related = [...new Set([...moved, ...superseded].map(numberOf)), ...ends];
  const eventNumbers = [...new Set([...draft.numbers(), ...taken.filter(isNeeded).map(numberOf)])];
  return { eventNumbers, recordsWith, related };
}

function numberOf({ eventNumber }: { readonly eventNumber: number }): number {
  return eventNumber;
}

/** Says whether an event only took of lots, for something that the claim is not about. */
export function isUseByOthers({ step, made, changed, moved, packed, taken }: BookRecord): boolean {
  return taken.length > 0 && step === null && packed === null && made.length + changed.length + moved.length === 0;
}

/** What a correction changed so that the book comes to what it says is no happening of its own. */
function isOwnChange(row: ChangedRow): row is ChangedRow & { cause: Exclude<ChangedRow['cause'], 'corrected'> } {
  return row.cause !== 'corrected';
}

/** The movements by which somebody else came to have a lot, or a correction took that back. */
function handoversOf(made: readonly MadeLotRow[], moved: readonly MovedRow[]): MovedRow[] {
  const custodians = new Map(made.map(({ lotNumber, party }) => [lotNumber, party]));
  return moved.filter(({ lotNumber, custodian }) => {
    if (custodians.get(lotNumber) === custodian) return false;
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

interface DraftRecords {
  add(eventNumber: number, by: (record: BookRecord) => Partial<BookRecord>): void;
  numbers(): number[];
  /** With what was taken, in the order of the log, each list by lot. */
  finish(
    taken: readonly (BookRecord['taken'][number] & { readonly eventNumber: number })[],
    corrections: ReadonlyMap<number, number>,
  ): BookRecord[];
}

function draftRecords(): DraftRecords {
  const records = new Map<number, BookRecord>();
  return {
    add: (eventNumber, by) => {
      const record = records.get(eventNumber) ?? emptyRecord(eventNumber);
      records.set(eventNumber, { ...record, ...by(record) });
    },
    numbers: () => [...records.keys()],
    finish: (taken, corrections) => {
      const parts = Map.groupBy(taken, numberOf);
      const numbers = [...new Set([...records.keys(), ...parts.keys()])].sort((left, right) => left - right);
      return numbers.map((eventNumber) => {
        const record = records.get(eventNumber) ?? emptyRecord(eventNumber);
        const amounts = (parts.get(eventNumber) ?? []).map(({ lot, amounts: part }) => ({ lot, amounts: part }));
        return sortRecord({ ...record, taken: amounts, corrects: corrections.get(eventNumber) ?? null });
      });
    },
  };
}
