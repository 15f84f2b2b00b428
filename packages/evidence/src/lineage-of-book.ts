/** The lineage that a book gives: its lots and steps as they count in the end, a correction in the place of what it corrects. */
import { findLotGains, type LotPassage } from '@lodestone/custody/lot-gains.ts';
import { weighStep } from '@lodestone/custody/weigh-step.ts';
import type { LineageGraph, LineageLot, LineageStep } from '@lodestone/lineage/graph.ts';
import type { BookLot, BookRecord } from './book.ts';
import type { BookState } from './book-state.ts';
import type { ProvenLog } from './check-log.ts';
import { fail } from './failure.ts';

interface CountedLot {
  readonly made: BookLot;
  /** In the order in which the book makes them; greater than the numbers of all lots that it was made from. */
  readonly lotNumber: number;
  /** Of a lot that a step made, the event that says so; null for an origin. */
  readonly step: number | null;
  readonly passages: LotPassage[];
}

/** The graph of the book, and its lots by name. */
export function lineageOfBook(
  book: readonly BookRecord[],
  log: ProvenLog,
  { lots: known }: BookState,
): { readonly graph: LineageGraph; readonly lots: ReadonlyMap<string, CountedLot> } {
  const digests = new Map(
    log.entries.flatMap(({ events }) => events.map(({ eventNumber, digest }) => [eventNumber, digest] as const)),
  );
  const lots = new Map<string, CountedLot>();
  const steps = new Map<number, LineageStep>();
  const inOrder = book
    .map((record) => ({ at: record.corrects ?? record.eventNumber, record }))
    .sort((left, right) => left.at - right.at || left.record.eventNumber - right.record.eventNumber);
  for (const { at, record } of inOrder) {
    const { eventNumber, step, taken, changed, made } = record;
    const inputs = taken.map(({ lot, amounts: { elementMilligrams } }) => {
      const { lotNumber, passages } = lotIn(lots, lot);
      passages.push({ at, cause: 'taken', elementMilligrams });
      return { lotNumber, elementMilligrams };
    });
    for (const {
      lot,
      cause,
      isMeasured,
      amounts: { elementMilligrams },
    } of changed) {
      lotIn(lots, lot).passages.push({ at, cause: isMeasured ? 'measured' : cause, elementMilligrams });
    }
    for (const lot of made) {
      const isOfStep = lot.kind === 'transformed' || lot.kind === 'circuit-stock';
      if (isOfStep !== (step !== null)) {
        fail('book', 'claim.book', { expected: 'a lot of a step, or an origin', found: `lot ${lot.lot}, ${lot.kind}` });
      }
      if (lots.has(lot.lot)) fail('book', 'claim.book', { expected: 'a new lot', found: `lot ${lot.lot} again` });
      lots.set(lot.lot, { made: lot, lotNumber: lots.size, step: isOfStep ? eventNumber : null, passages: [] });
    }
    if (step === null) continue;
    const { name, party, facility, givenElementMilligrams, losses } = step;
    inputs.sort((left, right) => left.lotNumber - right.lotNumber);
    const event = digests.get(eventNumber);
    if (event === undefined) throw new Error('Bug: the events of the book were checked to be in the bundle');
    const weighed = weighStep(givenElementMilligrams, inputs);
    steps.set(eventNumber, { step: eventNumber, at, name, event, party, facility, ...weighed, losses, inputs });
  }
  const ofLineage = [...lots].map(([name, lot]) => {
    return [lot.lotNumber, lineageLot(lot, known.get(name)?.custodian ?? lot.made.party)] as const;
  });
  return { graph: { lots: new Map(ofLineage), steps }, lots };
}

/** The lot of that name, made before. */
export function lotIn(lots: ReadonlyMap<string, CountedLot>, name: string): CountedLot {
  const lot = lots.get(name);
  return lot ?? fail('book', 'claim.book', { expected: `lot ${name} made before in the book`, found: 'none' });
}

function lineageLot({ made, lotNumber, step, passages }: CountedLot, custodian: string): LineageLot {
  const { lot, kind, consumption, form, product, facility, party, country, amounts } = made;
  const { netMilligrams, elementMilligrams } = amounts;
  const said = { lotNumber, lot, kind, consumption, form, product, facility, party, custodian, country, step };
  return { ...said, netMilligrams, elementMilligrams, gains: findLotGains(elementMilligrams, passages) };
}
