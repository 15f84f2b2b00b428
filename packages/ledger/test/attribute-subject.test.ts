import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { type EventBound, WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readAncestors } from '@lodestone/store/lineage/read-lineage.ts';
import type { LineageSizes } from '@lodestone/store/lineage/read-ancestors.ts';
import { readLineageNumbers } from '@lodestone/store/lineage/read-lineage-numbers.ts';
import type { NumbersSink } from '@lodestone/store/lineage/read-numbers.ts';
import { readSubject } from '@lodestone/store/lineage/read-subject.ts';
import { expect, test } from 'vitest';
import { type Attributed, attributeSubject } from '../src/ask/attribute-subject.ts';
import { browseLots, browseShipments } from '../src/ask/browse.ts';
import { boundAt } from '../src/ask/event-bound.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { originsIn } from '../src/ask/origins-of.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { keepLineage, type WarmLineage } from '../src/ask/warm-lineage.ts';
import { at, correction } from './own-chain.ts';
import { createTestLedger, lastPosition, type Line, recordAll, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, LIMIT, tell, tellTo } from './told-history.ts';

const SEED = 20_261_123;
const ACTS = 160;
const TIMEOUT_MILLISECONDS = 120_000;

const testing = testDatabase();
const folders = testFolders();

test(
  'a random history is attributed as it is traced: by the database, by what is kept in memory, and as known before',
  async () => {
    const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/attributed');
    await withLedger(ledger, async (open) => {
      const telling = await tellTo(open);
      const played = askedOf(historyOf(SEED, ACTS).played);
      const kept = keptLineages(open);
      const said = new Map<string, ReadonlyMap<string, unknown>>();
      for (const part of [played.slice(0, played.length >> 1), played.slice(played.length >> 1)]) {
        await tell(telling, part);
        said.set(await lastPosition(open), await expectAlike(open, kept));
      }
      const ids = [...([...said.values()].at(-1)?.keys() ?? [])];
      expect(ids.length).toBeGreaterThan(10);
      await expectSameInParts(open, ids, undefined);
      for (const id of ids) await expectSameGraph(open, id);
      for (const [position, traced] of said) {
        for (const [id, origins] of traced) {
          expect(originsOf(await attributeSubject(open, id, position)), `${id} as of ${position}`).toEqual(origins);
        }
      }
    });
  },
  TIMEOUT_MILLISECONDS,
);

const material = { form: 'ore', product: 'clay' };

function created(lot: string, netMilligrams: number, Nd: number): Line {
  const quantity = { netMilligrams, elementMilligrams: { Nd } };
  return at(1, 'MINE', { type: 'lot-created', lot, origin: 'mined', country: 'CN', material, quantity });
}

/** A part of ORE, or of another lot. */
function split(hour: number, lot: string, netMilligrams: number, Nd: number, of = 'ORE') {
  const outputs = [{ lot, material, quantity: { netMilligrams, elementMilligrams: { Nd } } }];
  return at(hour, 'MINE', { type: 'lot-transformed', step: 'split', inputs: [{ lot: of, netMilligrams }], outputs });
}

function registered(party: string, role: string): Line {
  return at(0, 'OPERATOR', { type: 'party-registered', party, name: party, roles: [role], country: 'CN' });
}

test('what lots gained, and what was taken back of it, and steps that were corrected, are read again', async () => {
  const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/attributed-story');
  const early = split(2, 'EARLY', 200_000, 2_000);
  const mistaken = split(2, 'MISTAKEN', 100_000, 1_000, 'THIRD');
  const assay = { laboratory: 'LAB', method: 'ICP-OES', uncertaintyPartsPerMillion: 10_000, version: 'final' };
  const assayed = at(3, 'LAB', {
    type: 'lot-assayed',
    lot: 'ORE',
    ...assay,
    quantity: { elementMilligrams: { Nd: 8_800 } },
  });
  const count = { type: 'lot-adjusted', lot: 'ORE', quantity: { netMilligrams: 440_000 }, reason: 'count' };
  const counted = at(5, 'MINE', count);
  const anew = { ...mistaken.event, inputs: [{ lot: 'OTHER', netMilligrams: 100_000 }] };
  const parts: readonly (readonly Line[])[] = [
    [registered('MINE', 'mine'), registered('LAB', 'laboratory'), created('ORE', 1_000_000, 10_000)],
    [created('OTHER', 1_000_000, 10_000), created('THIRD', 1_000_000, 10_000), early, mistaken],
    [split(3, 'PART', 40_000, 400, 'MISTAKEN'), split(4, 'PART-OF-PART', 10_000, 100, 'PART')],
    [assayed, split(4, 'LATE', 400_000, 4_400)],
    [counted, split(6, 'COUNTED', 110_000, 1_210)],
    [correction(8, counted), correction(9, early, { replacement: { ...early.event, note: 'the early part' } })],
    [correction(9, mistaken, { replacement: anew }), split(10, 'REST', 100_000, 1_000)],
  ];
  await withLedger(ledger, async (open) => {
    const kept = keptLineages(open);
    const positions: (string | undefined)[] = [];
    for (const part of parts) {
      await recordAll(open, part);
      await expectAlike(open, kept);
      positions.push(await lastPosition(open));
    }
    for (const position of positions) await expectSameInParts(open, ['MISTAKEN', 'PART-OF-PART', 'REST'], position);
    const { masses } = kept;
    const milligramsOf = async (id: string) => {
      const nd = (await masses.attribute(id))?.elements.get('Nd');
      return [nd?.unknownMilligrams, ...(nd?.origins ?? []).map(({ milligrams }) => milligrams)];
    };
    expect(await milligramsOf('LATE')).toEqual([400n, 4_000n]);
    expect(originsOf(await masses.attribute('MISTAKEN'))).toMatchObject([{ origins: [['OTHER', 1_000, '1.000000']] }]);
    const partOfPart = async (position: string | undefined) =>
      originsOf(await attributeSubject(open, 'PART-OF-PART', position));
    expect(await partOfPart(positions.at(-2))).toMatchObject([{ origins: [['THIRD', 100, '1.000000']] }]);
    expect(await partOfPart(undefined)).toMatchObject([{ origins: [['OTHER', 100, '1.000000']] }]);
  });
});

test('masses that are together beyond the numbers in memory are attributed all the same', async () => {
  const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/beyond-numbers');
  const merged = { type: 'lot-transformed', step: 'beneficiation', inputs: [{ lot: 'ONE' }, { lot: 'OTHER' }] };
  const quantity = { netMilligrams: 9e12, elementMilligrams: { Nd: 7e12 } };
  const outputs = [{ lot: 'MUCH', material: { ...material, form: 'concentrate' }, quantity }];
  await withLedger(ledger, async (open) => {
    const ores = [created('ONE', 9e15, 6e15), created('OTHER', 9e15, 6e15)];
    await recordAll(open, [registered('MINE', 'mine'), ...ores, at(2, 'MINE', { ...merged, outputs })]);
    const half = ['ONE', 'OTHER'].map((lot) => [lot, 3_500_000_000_000, '0.500000']);
    const alike = await expectAlike(open, keptLineages(open));
    expect(alike.get('MUCH')).toEqual([{ element: 'Nd', milligrams: 7e12, unknownMilligrams: 0, origins: half }]);
  });
});

interface KeptLineages {
  readonly masses: WarmLineage;
  readonly graph: WarmLineage;
}

function keptLineages(open: Ledger): KeptLineages {
  return { masses: keepLineage(open, 'masses'), graph: keepLineage(open, 'graph') };
}

/** That everything is attributed as it is traced, whoever is asked; answers how. */
async function expectAlike(open: Ledger, { masses, graph }: KeptLineages): Promise<ReadonlyMap<string, unknown>> {
  const traced = await traceAll(open);
  for (const [id, origins] of traced) {
    const [read, remembered] = [await attributeSubject(open, id, undefined), await masses.attribute(id)];
    expect(originsOf(read), id).toEqual(origins);
    expect(originsOf(remembered), `${id}, with masses in memory`).toEqual(origins);
    expect(await described(id, remembered), `${id}, with origins in memory`).toEqual(await described(id, read));
    expect(originsOf(await graph.attribute(id)), `${id}, with the graph in memory`).toEqual(origins);
  }
  return traced;
}

function described(id: string, attributed: Attributed | null): unknown {
  return attributed === null ? null : originsIn(id, attributed);
}

/** That the same is read whether one question says it or several, as known at the position. */
async function expectSameInParts(open: Ledger, ids: readonly string[], position: string | undefined): Promise<void> {
  const bound = await boundAt(open, position);
  for (const id of ids) {
    const whole = await readInNumbers(open, id, bound, { limit: LIMIT, whole: LIMIT });
    for (const sizes of SIZES_OF_PARTS) {
      const inParts = await readInNumbers(open, id, bound, sizes);
      expect(inParts, `${id} as of ${position}, by ${JSON.stringify(sizes)}`).toEqual(whole);
    }
  }
}

/** That the same graph is read, however many of its lots are found first. */
async function expectSameGraph({ database, ledgerId }: Ledger, id: string): Promise<void> {
  const subject = await readSubject(database, ledgerId, id, WHOLE_LEDGER);
  const lotNumbers = (subject?.parts ?? []).map(({ lotNumber }) => lotNumber);
  const read = async (lotsMax?: number) => {
    const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
    await readAncestors(database, ledgerId, lotNumbers, WHOLE_LEDGER, graph, lotsMax);
    return graph;
  };
  const whole = await read();
  for (const lotsMax of [1, 3]) expect(await read(lotsMax), `${id}, ${lotsMax} found first`).toEqual(whole);
}

/** Steps read while one question finds them, found level by level, and by both. */
const SIZES_OF_PARTS: readonly LineageSizes[] = [
  { limit: LIMIT, whole: 1 },
  { limit: LIMIT, whole: 3 },
  { limit: 1, whole: 1 },
  { limit: 4, whole: 3 },
];

/** What is read of the lineage of a lot or a shipment, as known at the bound; null when it was not known. */
async function readInNumbers(
  { database, ledgerId }: Ledger,
  id: string,
  bound: EventBound,
  sizes: LineageSizes,
): Promise<unknown> {
  const told = new Map<string, unknown>();
  const sink: NumbersSink = {
    addOrigin: (lotNumber, lot) => told.set(`lot ${lotNumber}`, lot),
    addStep: ({ unexplainedMilligrams, inputLotNumbers, takenMilligrams, ...step }) => {
      const masses = [unexplainedMilligrams, inputLotNumbers, takenMilligrams].map((numbers) => Array.from(numbers));
      told.set(`step ${step.eventNumber}`, { ...step, masses });
    },
  };
  const read = await readLineageNumbers(database, ledgerId, id, bound, sink, sizes);
  return read === null ? null : { told, subject: read.subject, changed: new Set(read.changed) };
}

/** The origins of every lot and shipment. */
async function traceAll(open: Ledger): Promise<ReadonlyMap<string, unknown>> {
  const lots = await browseLots(open, { limit: LIMIT });
  const shipments = await browseShipments(open, { limit: LIMIT });
  const traced = new Map<string, unknown>();
  for (const id of [...lots.map(({ lot }) => lot), ...shipments.map(({ shipment }) => shipment)]) {
    const options = { direction: 'up', element: undefined, depth: 0, asKnownAt: undefined } as const;
    const trace = await traceSubject(open, { id, ...options });
    const elements = Object.entries(trace?.elements ?? {}).map(
      ([element, { milligrams, unknownMilligrams, origins }]) => {
        const of = origins.map(({ lot, milligrams: mass, share }) => [lot, mass, share]);
        return { element, milligrams, unknownMilligrams, origins: of };
      },
    );
    traced.set(id, elements);
  }
  return traced;
}

/** The same of an attribution. */
function originsOf(attributed: Attributed | null): unknown {
  return [...(attributed?.elements ?? [])].map(([element, { milligrams, unknownMilligrams, origins }]) => {
    const of = origins.map(({ lotNumber, milligrams: mass, share }) => {
      return [attributed?.nameOfOrigin.get(lotNumber), Number(mass), share];
    });
    return { element, milligrams: Number(milligrams), unknownMilligrams: Number(unknownMilligrams), origins: of };
  });
}
