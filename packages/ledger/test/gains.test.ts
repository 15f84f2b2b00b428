/** What lots gain without a step is of unknown origin, from the place in the ledger at which they gained it. */
import type { TraceElement } from '@lodestone/lineage/trace/trace-value.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { askWhatIf } from '../src/ask/ask-what-if.ts';
import { browseEvents } from '../src/ask/browse.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { at, correction } from './own-chain.ts';
import {
  audit,
  createTestLedger,
  type Line,
  recordAll,
  testFolders,
  type TestLedger,
  withLedger,
} from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;

const quantity = (netMilligrams: number, elementMilligrams: object) => ({ netMilligrams, elementMilligrams });
const material = { form: 'ore', product: 'clay' };
const registered = (party: string, role: string) =>
  at(0, 'OPERATOR', { type: 'party-registered', party, name: party, roles: [role], country: 'CN' });
const split = (hour: number, lot: string, netMilligrams: number, Nd: number) =>
  at(hour, 'MINE', {
    type: 'lot-transformed',
    step: 'split',
    inputs: [{ lot: 'ORE', netMilligrams }],
    outputs: [{ lot, material, quantity: quantity(netMilligrams, { Nd }) }],
  });
const assayed = (hour: number, lot: string, elementMilligrams: object) =>
  at(hour, 'LAB', {
    type: 'lot-assayed',
    lot,
    laboratory: 'LAB',
    method: 'ICP-OES',
    quantity: { elementMilligrams },
    uncertaintyPartsPerMillion: 10_000,
    version: 'final',
  });

const EARLY = split(2, 'EARLY', 200_000, 2_000);
const COUNTED = at(5, 'MINE', {
  type: 'lot-adjusted',
  lot: 'ORE',
  quantity: { netMilligrams: 440_000 },
  reason: 'count',
});
/** 10 g of neodymium: a fifth goes, the rest is found to be a tenth more, half of that goes, and a count is taken back. */
const STORY: readonly Line[] = [
  registered('MINE', 'mine'),
  registered('LAB', 'laboratory'),
  at(1, 'MINE', {
    type: 'lot-created',
    lot: 'ORE',
    origin: 'mined',
    country: 'CN',
    material,
    quantity: quantity(1_000_000, { Nd: 10_000 }),
  }),
  EARLY,
  assayed(3, 'ORE', { Nd: 8_800, Pr: 400 }),
  split(4, 'LATE', 400_000, 4_400),
  COUNTED,
];

const neodymiumOf = async (id: string): Promise<TraceElement | undefined> => {
  const request = { id, direction: 'up', element: undefined, depth: undefined, asKnownAt: undefined } as const;
  const trace = await withLedger(ledger, (open) => traceSubject(open, request));
  return trace?.elements.Nd;
};
const shares = async (id: string) => {
  const { milligrams, unknownMilligrams, origins = [] } = (await neodymiumOf(id)) ?? {};
  return [milligrams, unknownMilligrams, ...origins.map((origin) => `${origin.lot} ${origin.milligrams}`)];
};

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/gains');
  await withLedger(ledger, async (open) => {
    await recordAll(open, [...STORY, split(6, 'COUNTED', 110_000, 1_210)]);
  });
});

describe('what a lot gains', () => {
  test('by an assay is unknown in what was taken after it, and not in what was taken before', async () => {
    expect(await shares('EARLY')).toEqual([2_000, 0, 'ORE 2000']);
    expect(await shares('LATE')).toEqual([4_400, 400, 'ORE 4000']);
  });

  test('by a count is unknown as well, on top of what it gained before', async () => {
    // Of 4,840 mg 4,000 are of the ore: 400 were found by the assay, 440 by the count.
    expect(await shares('COUNTED')).toEqual([1_210, 210, 'ORE 1000']);
  });

  test('is shown with the lot, and is none where nobody had looked for the element before', async () => {
    const request = {
      id: 'COUNTED',
      direction: 'up',
      element: undefined,
      depth: undefined,
      asKnownAt: undefined,
    } as const;
    const trace = await withLedger(ledger, (open) => traceSubject(open, request));
    expect(trace?.lots.map(({ lot, gainedMilligrams }) => [lot, gainedMilligrams])).toEqual([
      ['COUNTED', {}],
      ['ORE', { Pr: 20, Nd: 1_240 }],
    ]);
  });

  test('by an assay is none if that is assumed to be false, and what was taken since is less', async () => {
    const assumption = { kind: 'assay-false', id: 'LAB' } as const;
    const ids = ['EARLY', 'LATE', 'COUNTED'];
    const answer = await withLedger(ledger, (open) => askWhatIf(open, { assumption, ids, date: '2027-01-01' }));
    if (answer.found !== true) throw new Error('it is not found');
    const { lots, subjects } = answer.whatIf;
    expect(lots).toEqual(['ORE']);
    const masses = subjects.map(({ id, elements }) => {
      const { before, after } = elements.Nd ?? {};
      return [id, before?.milligrams, before?.unknownMilligrams, after?.milligrams, after?.unknownMilligrams];
    });
    expect(masses).toEqual([
      ['EARLY', 2_000n, 0n, 2_000n, 0n],
      ['LATE', 4_400n, 400n, 4_000n, 0n],
      ['COUNTED', 1_210n, 210n, 1_100n, 100n],
    ]);
    expect(subjects.map(({ changed }) => changed)).toEqual([false, true, true]);
  });

  test('is what is asked about by the id or the digest of the event as well, and by nothing else', async () => {
    const ask = (id: string) =>
      withLedger(ledger, (open) =>
        askWhatIf(open, { assumption: { kind: 'void', id }, ids: ['LATE'], date: '2027-01-01' }),
      );
    const events = await withLedger(ledger, (open) => browseEvents(open, { limit: 100, asKnownAt: undefined }));
    const assay = events.find(({ type }) => type === 'lot-assayed');
    const [first] = events;
    for (const id of [assay?.eventId ?? '', assay?.digest ?? '']) {
      const answer = await ask(id);
      expect(answer.found === true && answer.whatIf.subjects[0]?.elements.Nd?.after.milligrams).toBe(4_000n);
    }
    const ore = await ask('ORE');
    expect(ore.found === true && ore.whatIf.subjects[0]?.elements.Nd?.after.unknownMilligrams).toBe(4_400n);
    expect(await ask(first?.eventId ?? '')).toEqual({ found: 'beside', type: first?.type });
    expect(await ask('NOTHING')).toEqual({ found: false, what: 'lot or event', id: 'NOTHING' });
  });

  test('is none once the count is voided, and a step that is corrected keeps its place before the gain', async () => {
    await withLedger(ledger, async (open) => {
      await recordAll(open, [assayed(7, 'COUNTED', { Nd: 1_000 })]);
      await recordAll(open, [correction(8, COUNTED)]);
      await recordAll(open, [correction(9, EARLY, { replacement: { ...EARLY.event, note: 'the early part' } })]);
      await recordAll(open, [split(10, 'REST', 100_000, 1_000)]);
    });
    expect(await shares('LATE')).toEqual([4_400, 400, 'ORE 4000']);
    expect(await shares('EARLY')).toEqual([2_000, 0, 'ORE 2000']);
    const [milligrams, unknown] = await shares('REST');
    expect([milligrams, unknown]).toEqual([1_000, 91]);
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });
});
