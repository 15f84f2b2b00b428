/** Corrections of what is no making of lots, in a ledger: what is read from it, what a replay says, what was known when. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { browseEvents, browseLots } from '../src/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/rebuild-views.ts';
import { takeInventory } from '../src/take-inventory.ts';
import { isConserved, weighLedger } from '../src/weigh-ledger.ts';
import { newStory } from './corrected-story.ts';
import { audit, createTestLedger, type Line, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const LIMIT = 1_000;
const testing = testDatabase();
const folders = testFolders();
/** The same story, each line in a process of its own; and all of it in one file. */
const ledgers = new Map<'line by line' | 'at once', TestLedger>();
/** What was answered after each line, by the position of the last entry then. */
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

beforeAll(async () => {
  const ofLines = await createTestLedger(testing.url, await folders.make(), 'example.org/line-by-line');
  ledgers.set('line by line', ofLines);
  for (const line of story.lines) {
    await withLedger(ofLines, async (open) => {
      await recordAll(open, [line]);
      answers.push([await lastPosition(open), await answersOf(open, undefined)]);
    });
  }
  const atOnce = await createTestLedger(testing.url, await folders.make(), 'example.org/at-once');
  ledgers.set('at once', atOnce);
  await withLedger(atOnce, (open) => recordAll(open, story.lines));
});

async function recordAll(open: Ledger, lines: readonly Line[]): Promise<void> {
  const { refused } = await record(open, lines);
  if (refused !== null) throw new Error(`${refused.reason}: ${refused.message}`);
}

async function lastPosition({ database, ledgerId }: Ledger): Promise<string> {
  const { rows } = await database.pool.query<{ last: string }>(
    'select (size - 1)::text as last from ledger.head where ledger_id = $1',
    [ledgerId],
  );
  return rows[0]?.last ?? '';
}

async function answersOf(open: Ledger, asKnownAt: string | undefined) {
  return {
    lots: await browseLots(open, { limit: LIMIT, asKnownAt }),
    inventory: await takeInventory(open, { by: ['party', 'owner', 'form'], asKnownAt }),
    weight: await weighLedger(open, asKnownAt),
  };
}

async function outcomesOf(open: Ledger): Promise<string[]> {
  const events = await browseEvents(open, { limit: LIMIT, type: 'event-corrected' });
  return events.flatMap(({ corrections }) =>
    corrections.map(({ outcome, reason, obstacles }) => [outcome, reason, ...obstacles].join(': ')),
  );
}

describe.each(['line by line', 'at once'] as const)('told %s', (how) => {
  const use = <Result>(work: (open: Ledger) => Promise<Result>) => {
    const ledger = ledgers.get(how);
    if (ledger === undefined) throw new Error(`nothing was told ${how}`);
    return withLedger(ledger, work);
  };
  const verdict = () => audit(ledgers.get(how) as TestLedger);

  test('each correction came out as it should', async () => {
    expect((await use(outcomesOf)).map((outcome) => outcome.split(': see')[0])).toEqual([
      'replaced: not the count',
      'replaced: not the count',
      'voided: not the count',
      'voided: not the theft',
      'replaced: not the spill',
      'voided: not the fire',
      'contested: not the loss: lot ORE-3 would have 0.6 kg net left, and was used up since',
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
    ]);
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
