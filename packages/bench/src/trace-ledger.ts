/** A ledger of a million lots to trace in, made without authors: for measuring what reads the views alone. */
import { NO_AMOUNTS } from '@lodestone/custody/amounts.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import { type RandomSource, randomSource } from '@lodestone/custody/testing/random-source.ts';
import { sha256 } from '@lodestone/ledger/keys/node-crypto.ts';
import { type Ledger, readLedgerHead } from '@lodestone/ledger/open-ledger.ts';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { formatEntry, leafHash } from '@lodestone/proof/entry.ts';
import { digestEvent, type EventBytes } from '@lodestone/proof/event-bytes.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { appendDecided } from '@lodestone/store/append/append-decided.ts';
import type { AppendRows, EventRow } from '@lodestone/store/append/append-rows.ts';
import { collectFacts } from '@lodestone/store/facts/collect-facts.ts';

const SEED = 8;
const ELEMENTS: readonly ElementSymbol[] = ['Y', 'La', 'Ce', 'Pr', 'Nd', 'Sm', 'Gd', 'Tb', 'Dy'];
const EVENTS_PER_ENTRY = 1_000;
const NO_SIGNATURE = encodeBase64Url(new Uint8Array(64));
const NO_AUTHOR = formatPublicKey(new Uint8Array(32));

/**
 * Lots are made of lots of their own industry alone. Two fifths of those before it come to be ancestors of its last lot,
 * some twenty-five steps back at most by the shortest way: each industry has this many lots, and a step takes of the last tenth.
 */
const LARGE_INDUSTRY_LOTS = 250_000;
const SMALL_INDUSTRY_LOTS = 2_500;
const REACH_OF_INDUSTRY = 0.08;
/** Industries whose events take turns; the last of them is a row of small ones, one after the other. */
const INDUSTRIES = 4;
const ORIGIN_PERCENT = 5;
const TWO_OUTPUTS_PERCENT = 10;

export interface NamedLot {
  readonly lot: string;
  readonly lotNumber: number;
}

export interface TraceLedger {
  /** A lot with about a tenth of all lots for ancestors: 100,000 of a million. */
  readonly largeLot: NamedLot;
  /** One with about 1,000. */
  readonly smallLot: NamedLot;
}

interface Made {
  readonly lotNumber: number;
  readonly makerNumber: number | null;
  /** By the order of `ELEMENTS`. */
  readonly milligrams: readonly number[];
}

/** What an industry remembers: the lots that its steps may still take of. */
interface Industry {
  readonly size: number;
  count: number;
  readonly recent: Made[];
}

/**
 * Fills a fresh ledger with lots, steps and all they took. The rows are as those of real events are, and the database
 * checks the chain of entries as ever; but the events say nothing, nobody signed them, and lots may give more than they
 * have, so an audit refuses this ledger.
 */
export async function fillWithLots(
  ledger: Ledger,
  lots: number,
  onProgress: (lots: number) => void,
): Promise<TraceLedger> {
  const random = randomSource(SEED);
  const size = (of: number) => Math.round((of * lots) / (INDUSTRIES * LARGE_INDUSTRY_LOTS));
  const industries = Array.from({ length: INDUSTRIES - 1 }, () => industryOf(size(LARGE_INDUSTRY_LOTS)));
  let small = industryOf(SMALL_INDUSTRY_LOTS);
  let smallLotNumber = 0;
  const append = appendDecided(ledger.database, ledger.ledgerId);
  const head = await readLedgerHead(ledger);
  let previous = head.leafHash as Digest;
  let before = Promise.resolve(true);
  let made = 0;
  for (let position = head.size, turn = 0; made < lots; position += 1) {
    const facts: Fact[] = [];
    for (let ordinal = 0; ordinal < EVENTS_PER_ENTRY; ordinal += 1, turn += 1) {
      if (small.count >= small.size) {
        smallLotNumber = small.recent.at(-1)?.lotNumber ?? 0;
        small = industryOf(SMALL_INDUSTRY_LOTS);
      }
      const industry = industries[turn % INDUSTRIES] ?? small;
      made += addEvent(random, industry, made, eventNumberOf(position, ordinal), facts);
    }
    const rows = entryOf(ledger, position, previous, facts);
    previous = rows.entries[0]?.leafHash ?? previous;
    if (!(await before)) throw new Error('somebody else writes to the ledger of the bench');
    before = append(rows);
    onProgress(made);
  }
  await before;
  const largeLotNumber = industries[0]?.recent.at(-1)?.lotNumber ?? 0;
  return { largeLot: named(largeLotNumber), smallLot: named(smallLotNumber) };
}

function industryOf(size: number): Industry {
  return { size, count: 0, recent: [] };
}

function named(lotNumber: number): NamedLot {
  return { lotNumber, lot: nameOf(lotNumber) };
}

function nameOf(lotNumber: number): string {
  return `LOT-${String(lotNumber).padStart(8, '0')}`;
}

/** Adds the facts of a creation or of a step, and answers how many lots that made. */
function addEvent(
  random: RandomSource,
  industry: Industry,
  firstLotNumber: number,
  eventNumber: number,
  facts: Fact[],
): number {
  const { recent } = industry;
  const isOrigin = recent.length < 3 || random.chance(ORIGIN_PERCENT);
  const lotCount = !isOrigin && random.chance(TWO_OUTPUTS_PERCENT) ? 2 : 1;
  let given = ELEMENTS.map(() => 10_000_000 + random.below(80_000_000));
  if (!isOrigin) {
    const parents = new Set(Array.from({ length: 1 + random.below(3) }, () => random.pick(recent)));
    given = ELEMENTS.map(() => 0);
    for (const { lotNumber, makerNumber, milligrams } of parents) {
      const percent = 35 + random.below(30);
      const taken = milligrams.map((mass) => Math.floor((mass * percent) / 100));
      taken.forEach((mass, index) => {
        given[index] = (given[index] ?? 0) + mass;
      });
      const lot = nameOf(lotNumber);
      facts.push({ kind: 'input', eventNumber, lotNumber, lot, makerNumber, taken: amountsOf(taken) });
    }
    facts.push({
      kind: 'step',
      eventNumber,
      occurredAt: '2026-03-01T08:00:00.000Z',
      step: 'blend',
      party: 'REFINER-1',
      facility: 'REFINER-1-WORKS',
      givenElementMilligrams: amountsOf(given.map((mass) => mass - (mass % 100))).elementMilligrams,
      unexplainedElementMilligrams: {},
      firstLotNumber,
      lotCount,
      inputs: [],
    });
  }
  for (let index = 0; index < lotCount; index += 1) {
    const lotNumber = firstLotNumber + index;
    const milligrams = given.map((mass) => Math.floor(mass / lotCount));
    facts.push({
      kind: 'lot',
      eventNumber,
      lotNumber,
      lot: nameOf(lotNumber),
      lotKind: isOrigin ? 'mined' : 'transformed',
      party: 'REFINER-1',
      facility: 'REFINER-1-WORKS',
      country: 'CN',
      form: 'oxide',
      product: 'Mixed oxide, as drummed',
      circuit: null,
      made: amountsOf(milligrams),
      notDetected: null,
      uncertaintyPartsPerMillion: null,
    });
    remember(industry, { lotNumber, makerNumber: isOrigin ? null : eventNumber, milligrams });
  }
  return lotCount;
}

function remember(industry: Industry, made: Made): void {
  industry.count += 1;
  industry.recent.push(made);
  if (industry.recent.length > Math.max(3, industry.size * REACH_OF_INDUSTRY)) industry.recent.shift();
}

function amountsOf(milligrams: readonly number[]): typeof NO_AMOUNTS {
  const elementMilligrams: ElementMasses = Object.fromEntries(
    ELEMENTS.map((element, index) => [element, BigInt(milligrams[index] ?? 0)]),
  );
  return { ...NO_AMOUNTS, elementMilligrams };
}

/** An entry with as many events as it may have, none of which says anything. */
function entryOf(
  { name: ledger, ledgerId }: Ledger,
  position: number,
  previous: Digest,
  facts: readonly Fact[],
): AppendRows {
  const recordedAt = new Date().toISOString();
  const events: EventRow[] = [];
  for (let ordinal = 0; ordinal < EVENTS_PER_ENTRY; ordinal += 1) {
    const id = idOf(eventNumberOf(position, ordinal));
    const bytes = encodeUtf8(`{"id":"${id}","occurredAt":"${recordedAt}","type":"nothing"}`) as EventBytes;
    const digest = digestEvent(bytes, sha256);
    events.push({ position, ordinal, eventId: id, digest, type: 'nothing', occurredAt: recordedAt, body: bytes });
  }
  const body = formatEntry({
    author: NO_AUTHOR,
    events: events.map(({ digest }) => digest),
    ledger,
    position,
    previous,
    recordedAt,
    signature: NO_SIGNATURE,
    submission: idOf(eventNumberOf(position, 0)),
    v: 1,
  });
  const leaf = leafHash(body, sha256);
  const submission = idOf(eventNumberOf(position, 0));
  const entry = { position, previous, leafHash: leaf, author: NO_AUTHOR, submission, recordedAt, body };
  return { entries: [entry], events, facts: collectFacts(ledgerId, facts), openings: [] };
}

function idOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
