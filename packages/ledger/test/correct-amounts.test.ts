/** Corrections of what is no making of lots, in a ledger: what is read from it, what a replay says, what was known when. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { browseAssays, browseEvents, browseLots, browseMandates, browseParties } from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { standingEvents } from '../src/ask/standing-events.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { takeInventory } from '../src/ask/take-inventory.ts';
import { isConserved, weighLedger } from '../src/ask/weigh-ledger.ts';
import { newStory } from './corrected-story.ts';
import {
  audit,
  createTestLedger,
  lastPosition,
  type Line,
  recordAll,
  testFolders,
  type TestLedger,
  withLedger,
} from './test-ledger.ts';

const LIMIT = 1_000;
const testing = testDatabase();
const folders = testFolders();
/** The same story, each line in a process of its own; and all of it in one file. */
const ledgers = new Map<'line by line' | 'at once', TestLedger>();
/** What was answered after each correction, by the position of the last entry then. */
const answers: (readonly [position: string, answer: unknown])[] = [];

const party = (name: string, roles: readonly string[]) => {
  return { type: 'party-registered', party: name, name, roles: [...roles], country: 'CN' };
};
const ore = (lot: string) => ({
  type: 'lot-created',
  lot,
  origin: 'mined',
  material: { form: 'ore', product: 'clay' },
  quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000, Dy: 1_000 } },
  country: 'CN',
});
const milled = (lot: string, netMilligrams: number, output: string) => ({
  type: 'lot-transformed',
  step: 'beneficiation',
  inputs: [{ lot, netMilligrams }],
  outputs: [{ lot: output, material: { form: 'concentrate', product: 'c' }, quantity: { netMilligrams } }],
});

const story = newStory();
const { tell, correct } = story;
tell('mine', 'OPERATOR', party('MINE', ['mine']));
tell('refiner', 'OPERATOR', party('REFINER', ['refiner']));
tell('laboratory', 'OPERATOR', party('LABORATORY', ['laboratory']));
for (const lot of ['ORE-1', 'ORE-2', 'ORE-3', 'ORE-4']) tell(lot, 'MINE', ore(lot));

tell('count', 'MINE', { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 900_000 }, reason: 'count' });
tell('milling', 'MINE', milled('ORE-1', 300_000, 'CON-1'));
correct('count', 'MINE', { quantity: { netMilligrams: 950_000 } });
correct('count', 'OPERATOR', { quantity: { netMilligrams: 940_000, elementMilligrams: { Nd: 9_000 } } });
correct('count', 'MINE');
tell('theft', 'MINE', { type: 'lot-adjusted', lot: 'ORE-2', quantity: { netMilligrams: 0 }, reason: 'theft' });
correct('theft', 'MINE');
tell('spill', 'MINE', {
  type: 'lot-disposed',
  lot: 'ORE-2',
  quantity: { netMilligrams: 1_000_000 },
  reason: 'spilled',
});
correct('spill', 'MINE', { quantity: { netMilligrams: 250_000 } });
tell('fire', 'MINE', { type: 'lot-disposed', lot: 'ORE-3', quantity: { netMilligrams: 999_999 }, reason: 'burned' });
correct('fire', 'MINE');
tell('loss', 'MINE', { type: 'lot-adjusted', lot: 'ORE-3', quantity: { netMilligrams: 400_000 }, reason: 'loss' });
tell('all', 'MINE', milled('ORE-3', 400_000, 'CON-3'));
correct('loss', 'MINE');

const count = (netMilligrams: number) => {
  return { type: 'lot-adjusted', lot: 'ORE-2', quantity: { netMilligrams }, reason: 'count' };
};
tell('old count', 'MINE', count(700_000));
tell('new count', 'MINE', count(600_000));
correct('old count', 'MINE');
correct('spill', 'MINE');
correct('new count', 'MINE', count(650_000));
correct('old count', 'MINE');
correct('new count', 'MINE');
correct('old count', 'MINE', count(740_000));
correct('spill', 'MINE', { quantity: { netMilligrams: 200_000 } });
correct('old count', 'MINE');

const assayed = (lot: string, elementMilligrams: Record<string, number>, version = 'final') => ({
  type: 'lot-assayed',
  lot,
  laboratory: 'LABORATORY',
  method: 'ICP-OES',
  quantity: { elementMilligrams, notDetected: ['Tb'] },
  uncertaintyPartsPerMillion: elementMilligrams['Nd'] ?? 0,
  version,
});
tell('first assay', 'LABORATORY', assayed('ORE-4', { Nd: 9_000, Pr: 100 }, 'provisional'));
tell('second assay', 'LABORATORY', assayed('ORE-4', { Nd: 8_000 }));
correct('first assay', 'LABORATORY');
correct('second assay', 'LABORATORY', assayed('ORE-4', { Nd: 8_500, Dy: 900 }));
correct('second assay', 'LABORATORY');
correct('first assay', 'LABORATORY', assayed('ORE-4', { Nd: 9_500 }, 'provisional'));
tell('third assay', 'LABORATORY', assayed('ORE-2', { Nd: 7_000 }));
correct('third assay', 'OPERATOR');

tell('sale', 'MINE', { type: 'ownership-transferred', lots: ['ORE-1', 'ORE-4'], owner: 'REFINER' });
tell('resale', 'REFINER', { type: 'ownership-transferred', lots: ['ORE-4'], owner: 'LABORATORY' });
correct('sale', 'MINE');
correct('resale', 'REFINER', { owner: 'MINE' });
correct('resale', 'REFINER');
correct('sale', 'MINE', { owner: 'LABORATORY' });
tell('gift', 'MINE', { type: 'ownership-transferred', lots: ['CON-1'], owner: 'LABORATORY' });
correct('gift', 'MINE');

tell('mandate', 'MINE', { type: 'mandate-given', agent: 'REFINER', acts: ['lot-created'] });
tell('wider mandate', 'MINE', { type: 'mandate-given', agent: 'REFINER', acts: ['lot-created', 'lot-adjusted'] });
correct('mandate', 'MINE');
correct('wider mandate', 'MINE');
tell('end', 'MINE', { type: 'mandate-ended', agent: 'REFINER' });
correct('end', 'MINE');
correct('mandate', 'MINE', { acts: ['lot-created'], until: '2027-01-01T00:00:00.000Z' });
tell('ORE-5', 'REFINER', { ...ore('ORE-5'), onBehalfOf: 'MINE' });
correct('mandate', 'MINE');

const site = { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: 114_790_000 };
tell('pit', 'OPERATOR', {
  type: 'facility-registered',
  facility: 'PIT',
  party: 'MINE',
  name: 'Pit',
  country: 'CN',
  location: site,
  activities: ['leaching'],
});
const ranges = (lowPartsPerMillion: number, ...steps: string[]) => {
  return { ranges: steps.map((step) => ({ step, lowPartsPerMillion, highPartsPerMillion: 900_000 })) };
};
tell('ranges', 'MINE', { type: 'yield-ranges-set', facility: 'PIT', ...ranges(500_000, 'leaching', 'beneficiation') });
tell('later ranges', 'MINE', { type: 'yield-ranges-set', facility: 'PIT', ...ranges(800_000, 'leaching') });
correct('ranges', 'MINE');
correct('later ranges', 'MINE', ranges(700_000, 'leaching'));
correct('later ranges', 'MINE');
correct('pit', 'OPERATOR', { name: 'Old pit', timeZone: 'Asia/Shanghai' });
correct('ranges', 'MINE', ranges(600_000, 'beneficiation', 'leaching'));
correct('ranges', 'MINE');
correct('pit', 'OPERATOR');
correct('laboratory', 'OPERATOR', { roles: ['laboratory', 'mine'], name: 'The laboratory' });
tell('ORE-6', 'LABORATORY', ore('ORE-6'));
correct('laboratory', 'OPERATOR', { roles: ['laboratory'] });
correct('laboratory', 'OPERATOR');

const circuit = (opening: number | null, closing: number) => ({
  circuit: {
    id: 'SX-1',
    openingElementMilligrams: opening === null ? {} : { Nd: opening },
    closingElementMilligrams: { Nd: closing },
  },
});
const run = (lot: string) => {
  return { type: 'lot-transformed', step: 'solvent-extraction', inputs: [{ lot }], outputs: [] };
};
for (const lot of ['LIQ-1', 'LIQ-2']) {
  tell(lot, 'REFINER', { ...ore(lot), origin: 'imported', material: { form: 'liquor', product: 'liquor' } });
}
tell('first run', 'REFINER', { ...run('LIQ-1'), ...circuit(null, 9_900) });
tell('second run', 'REFINER', { ...run('LIQ-2'), ...circuit(9_900, 19_800) });
correct('first run', 'REFINER', circuit(null, 9_800));
correct('second run', 'REFINER', circuit(9_900, 19_700));
correct('second run', 'REFINER');
tell('third run', 'REFINER', { ...run('LIQ-2'), ...circuit(9_900, 19_600) });
correct('third run', 'REFINER');
correct('first run', 'REFINER');
tell('fourth run', 'REFINER', { ...run('LIQ-1'), ...circuit(null, 9_000) });

beforeAll(async () => {
  const ofLines = await createTestLedger(testing.url, await folders.make(), 'example.org/line-by-line');
  ledgers.set('line by line', ofLines);
  for (const line of story.lines) {
    await withLedger(ofLines, async (open) => {
      await recordAll(open, [line]);
      const position = await lastPosition(open);
      if (isCorrection(line)) answers.push([position, await answersOf(open, undefined)]);
    });
  }
  const atOnce = await createTestLedger(testing.url, await folders.make(), 'example.org/at-once');
  ledgers.set('at once', atOnce);
  await withLedger(atOnce, (open) => recordAll(open, story.lines));
});

const isCorrection = ({ event }: Line) => 'corrects' in event;

async function answersOf(open: Ledger, asKnownAt: string | undefined) {
  return {
    lots: await browseLots(open, { limit: LIMIT, asKnownAt }),
    assays: await browseAssays(open, { limit: LIMIT, asKnownAt }),
    inventory: await takeInventory(open, { by: ['party', 'owner', 'form'], asKnownAt }),
    weight: await weighLedger(open, asKnownAt),
  };
}

async function outcomesOf(open: Ledger): Promise<string[]> {
  const events = await browseEvents(open, { limit: LIMIT, type: 'event-corrected' });
  return events.flatMap(({ corrections }) => corrections.map(({ outcome, reason }) => `${outcome}: ${reason}`));
}

describe.each(['line by line', 'at once'] as const)('told %s', (how) => {
  const use = <Result>(work: (open: Ledger) => Promise<Result>) => {
    const ledger = ledgers.get(how);
    if (ledger === undefined) throw new Error(`nothing was told ${how}`);
    return withLedger(ledger, work);
  };
  const verdict = () => audit(ledgers.get(how) as TestLedger);

  test('each correction came out as it should', async () => {
    expect(await use(outcomesOf)).toEqual([
      'replaced: not the count',
      'replaced: not the count',
      'voided: not the count',
      'voided: not the theft',
      'replaced: not the spill',
      'voided: not the fire',
      'contested: not the loss',
      'contested: not the old count',
      'contested: not the spill',
      'replaced: not the new count',
      'contested: not the old count',
      'voided: not the new count',
      'replaced: not the old count',
      'contested: not the spill',
      'voided: not the old count',
      'contested: not the first assay',
      'replaced: not the second assay',
      'voided: not the second assay',
      'replaced: not the first assay',
      'voided: not the third assay',
      'contested: not the sale',
      'replaced: not the resale',
      'voided: not the resale',
      'replaced: not the sale',
      'voided: not the gift',
      'contested: not the mandate',
      'voided: not the wider mandate',
      'voided: not the end',
      'replaced: not the mandate',
      'voided: not the mandate',
      'contested: not the ranges',
      'replaced: not the later ranges',
      'voided: not the later ranges',
      'replaced: not the pit',
      'replaced: not the ranges',
      'voided: not the ranges',
      'contested: not the pit',
      'replaced: not the laboratory',
      'replaced: not the laboratory',
      'contested: not the laboratory',
      'contested: not the first run',
      'replaced: not the second run',
      'voided: not the second run',
      'voided: not the third run',
      'voided: not the first run',
    ]);
  });

  test('is verified: a replay comes to the same rows, and so does a rebuild', async () => {
    expect((await verdict()).failures).toEqual([]);
    await use((open) => rebuildViews(open));
    expect((await verdict()).failures).toEqual([]);
  });

  test('conserves every element', async () => {
    const weight = await use((open) => weighLedger(open));
    expect(isConserved(weight)).toBe(true);
    expect(weight.terms.find(({ name }) => name === 'disposed')?.elementMilligrams).toMatchObject({ Nd: 2_500n });
  });

  test('has of each lot what it should', async () => {
    const lots = await use((open) => browseLots(open, { limit: LIMIT }));
    const left = lots.map(({ lot, status, remaining }) => [lot, status, remaining.netMilligrams].join(' '));
    expect(left).toEqual([
      'ORE-1 held 700000',
      'ORE-2 held 750000',
      'ORE-3 spent 0',
      'ORE-4 held 1000000',
      'CON-1 held 300000',
      'CON-3 held 400000',
      'ORE-5 held 1000000',
      'ORE-6 held 1000000',
      'LIQ-1 spent 0',
      'LIQ-2 held 1000000',
    ]);
  });
});

test('tells the events of a lot that count from those that were corrected', async () => {
  await withLedger(ledgers.get('line by line') as TestLedger, async (open) => {
    const events = await browseEvents(open, { lot: 'ORE-4', type: 'lot-assayed', limit: LIMIT });
    const all = await browseEvents(open, { lot: 'ORE-4', limit: LIMIT });
    expect(events.length).toBe(2);
    // The provisional assay was replaced, the final one voided; and who owns it was replaced.
    expect(standingEvents(all).map(({ type }) => type)).toEqual([
      'lot-created',
      'event-corrected',
      'event-corrected',
      'event-corrected',
      'event-corrected',
    ]);
  });
});

test('ends with the mandates, sites and parties that it should', async () => {
  await withLedger(ledgers.get('line by line') as TestLedger, async (open) => {
    expect(await browseMandates(open, { limit: LIMIT })).toMatchObject([
      { principal: 'MINE', agent: 'REFINER', endedAt: expect.any(String) },
    ]);
    const laboratory = (await browseParties(open)).filter(({ party: name }) => name === 'LABORATORY');
    expect(laboratory).toMatchObject([{ roles: ['laboratory'], keys: 1 }]);
    expect((await browseParties(open)).length).toBe(4);
  });
});

test('answers as known then what it answered then, and conserves', async () => {
  await withLedger(ledgers.get('line by line') as TestLedger, async (open) => {
    for (const [position, answered] of answers) {
      const answer = await answersOf(open, position);
      expect(answer, position).toEqual(answered);
      expect(isConserved(answer.weight), position).toBe(true);
    }
  });
});
