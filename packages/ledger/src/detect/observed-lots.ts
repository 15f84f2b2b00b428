/** The lots that observations name, each as it was known at an event. */
import { addAmounts } from '@lodestone/custody/amounts.ts';
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import type { Quantity } from '@lodestone/custody/quantity.ts';
import type { ObservedLot } from '@lodestone/lineage/observation.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readEventsOfNumbers } from '@lodestone/store/log/read-event-page.ts';
import {
  type LotChoice,
  type LotHistory,
  type Making,
  readLotHistories,
} from '@lodestone/store/detect/read-observed-lots.ts';
import type { Ledger } from '../open-ledger.ts';
import { saidEvent } from './said-event.ts';

/** What only the event that made a lot says of it. */
interface Statement {
  readonly occurredAt: string;
  readonly grade: string | null;
  readonly quantity: Quantity | null;
}

interface KnownLot {
  readonly history: LotHistory;
  /** By the events that say how it was made. */
  readonly statements: ReadonlyMap<number, Statement>;
}

/** An event that makes lots, where it is at hand. */
export interface MakingEvent {
  readonly eventNumber: number;
  readonly said: CustodyEvent | null;
}

export interface ObservedLots {
  /** Has the lots at hand until some thousands more were asked for; `made` are events whose bytes need no reading. */
  load(choice: LotChoice, made: ReadonlyMap<number, MakingEvent>): Promise<readonly LotHistory[]>;
  /** Of these, those that are not at hand. */
  missingNumbers(lotNumbers: Iterable<number>): number[];
  missingNames(lots: Iterable<string>): string[];
  /** A lot that was loaded, as events numbered below `below` say. */
  asOf(lot: number | string, below: number): ObservedLot;
  historyOf(lot: number | string): LotHistory;
  /** Between two pages: forgets what was not asked for lately, once there is much of it. */
  forgetOld(): void;
}

/** As many lots make a generation, and two of them are kept: a bound whatever the size of the ledger. */
const GENERATION_LOTS = 8_000;

export function createObservedLots({ database, ledgerId }: Ledger, bound: EventBound): ObservedLots {
  let young = new Map<number, KnownLot>();
  let old = new Map<number, KnownLot>();
  let youngNames = new Map<string, number>();
  let oldNames = new Map<string, number>();

  function find(lot: number | string): KnownLot | undefined {
    const number = typeof lot === 'number' ? lot : (youngNames.get(lot) ?? oldNames.get(lot));
    if (number === undefined) return undefined;
    const known = young.get(number) ?? old.get(number);
    if (known !== undefined && !young.has(number)) keep(known);
    return known;
  }

  function keep(known: KnownLot): void {
    young.set(known.history.lotNumber, known);
    youngNames.set(known.history.lot, known.history.lotNumber);
  }

  function knownLot(lot: number | string): KnownLot {
    const known = find(lot);
    if (known === undefined) throw new Error(`lot ${lot} is named and not made: run verify`);
    return known;
  }

  return {
    load: async (choice, made) => {
      const histories = await readLotHistories(database, ledgerId, choice, bound);
      const wanted = new Set(histories.flatMap(({ makings }) => makings.map(({ eventNumber }) => eventNumber)));
      const unread = [...wanted].filter((eventNumber) => !made.has(eventNumber));
      const events = await readEventsOfNumbers(database, ledgerId, unread);
      const statements = new Map<number, (lot: string) => Statement>();
      for (const eventNumber of wanted) {
        const read = events.get(eventNumber);
        const said = read === undefined ? made.get(eventNumber)?.said : saidEvent(read.body, read.eventId);
        if (said) statements.set(eventNumber, statementsOf(said));
      }
      for (const history of histories) {
        const own = history.makings.flatMap(({ eventNumber }) => {
          const statement = statements.get(eventNumber)?.(history.lot);
          return statement === undefined ? [] : [[eventNumber, statement] as const];
        });
        keep({ history, statements: new Map(own) });
      }
      return histories;
    },
    missingNumbers: (lotNumbers) => [...new Set(lotNumbers)].filter((number) => find(number) === undefined),
    missingNames: (lots) => [...new Set(lots)].filter((lot) => find(lot) === undefined),
    asOf: (lot, below) => observedLot(knownLot(lot), below),
    historyOf: (lot) => knownLot(lot).history,
    forgetOld: () => {
      if (young.size < GENERATION_LOTS) return;
      [old, oldNames] = [young, youngNames];
      young = new Map();
      youngNames = new Map();
    },
  };
}

/** What an event says of a lot that it makes; of what it divides, or keeps in a circuit, no more than when. */
function statementsOf(said: CustodyEvent): (lot: string) => Statement {
  const { occurredAt } = said;
  const made = said.type === 'lot-created' ? [said] : said.type === 'lot-transformed' ? said.outputs : [];
  const byLot = new Map(
    made.map(({ lot, material, quantity }) => {
      return [lot, { occurredAt, grade: material.grade ?? null, quantity }] as const;
    }),
  );
  return (lot) => byLot.get(lot) ?? { occurredAt, grade: null, quantity: null };
}

function observedLot({ history, statements }: KnownLot, below: number): ObservedLot {
  const { lotNumber, lot, party, makings, changes } = history;
  const making = makings.findLast(({ eventNumber }) => eventNumber < below) ?? makings[0];
  const statement = making && statements.get(making.eventNumber);
  if (making === undefined || statement === undefined) throw new Error(`what made lot ${lot} is missing: run verify`);
  const { kind, form, product, facility, country } = making;
  const assays = changes.filter(({ eventNumber, cause }) => cause === 'reassayed' && eventNumber < below);
  return {
    lotNumber,
    lot,
    kind,
    form,
    product,
    grade: statement.grade,
    country,
    party,
    facility,
    made: assays.reduce((amounts, { by }) => addAmounts(amounts, by), making.made),
    grossMilligrams: exact(statement.quantity?.grossMilligrams),
    tareMilligrams: exact(statement.quantity?.tareMilligrams),
    thoriumPartsPerMillion: statement.quantity?.thoriumPartsPerMillion ?? null,
    ...testedAt(assays, making, statement),
    madeAt: statement.occurredAt,
  };
}

/** What the assay that counts says of how the lot was tested, else what it said as it was made. */
function testedAt(
  assays: LotHistory['changes'],
  { notDetected, uncertaintyPartsPerMillion }: Making,
  statement: Statement,
): Pick<ObservedLot, 'moisturePartsPerMillion' | 'notDetected' | 'uncertaintyPartsPerMillion'> {
  const latest = assays.at(-1);
  const counting =
    latest === undefined || latest.countsAgain === null
      ? latest
      : assays.find(({ eventNumber }) => eventNumber === latest.countsAgain);
  const moistureAsMade = statement.quantity?.moisturePartsPerMillion ?? null;
  const assay = counting?.assay ?? null;
  if (assay === null) return { moisturePartsPerMillion: moistureAsMade, notDetected, uncertaintyPartsPerMillion };
  return { ...assay, moisturePartsPerMillion: assay.moisturePartsPerMillion ?? moistureAsMade };
}

function exact(milligrams: number | undefined): bigint | null {
  return milligrams === undefined ? null : BigInt(milligrams);
}
