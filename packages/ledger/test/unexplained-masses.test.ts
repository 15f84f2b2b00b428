import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { readMigrations } from '@lodestone/store/connect/migrate.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { withClient } from '@lodestone/testkit/test-run.ts';
import { expect, test } from 'vitest';
import { at } from './own-chain.ts';
import { createTestLedger, type Line, recordAll, testFolders, withLedger } from './test-ledger.ts';

const MIGRATION = '0036-what-nothing-explains.sql';

const testing = testDatabase();
const folders = testFolders();

type Masses = Readonly<Record<string, number>>;

const ore = (elementMilligrams: Masses) => ({ netMilligrams: 10_000_000, elementMilligrams });

function created(lot: string, elementMilligrams: Masses): Line {
  const material = { form: 'ore', product: 'clay' };
  const quantity = ore(elementMilligrams);
  return at(1, 'MINE', { type: 'lot-created', lot, origin: 'mined', country: 'CN', material, quantity });
}

function leached(hour: number, inputs: readonly string[], lot: string, masses: Masses, others: object = {}): Line {
  const material = { form: 'concentrate', product: 'leached' };
  const outputs = [{ lot, material, quantity: { netMilligrams: 5_000_000, elementMilligrams: masses } }];
  const step = { type: 'lot-transformed', step: 'beneficiation', inputs: inputs.map((input) => ({ lot: input })) };
  return at(hour, 'MINE', { ...step, outputs, ...others });
}

const circuit = (opening: Masses, closing: Masses) => ({
  circuit: { id: 'LEACH', openingElementMilligrams: opening, closingElementMilligrams: closing },
});

const LINES: readonly Line[] = [
  at(0, 'OPERATOR', { type: 'party-registered', party: 'MINE', name: 'Mine', roles: ['mine'], country: 'CN' }),
  created('ONE', { Nd: 10_000, Pr: 1_000 }),
  created('TWO', { Nd: 5_000 }),
  created('THREE', { Nd: 7_000, Dy: 40 }),
  created('FOUR', { Nd: 7_000 }),
  leached(2, ['ONE', 'TWO'], 'MORE-OF-SOME', { Nd: 14_000, Pr: 1_200, Dy: 3 }),
  leached(3, ['MORE-OF-SOME'], 'AS-MUCH', { Nd: 14_000, Pr: 1_200, Dy: 3 }),
  leached(4, ['THREE'], 'CLOSED', { Nd: 6_000 }, circuit({ Nd: 500 }, { Nd: 1_600, Dy: 30 })),
  leached(5, ['FOUR'], 'OPENED', { Nd: 8_000, Dy: 35 }, circuit({ Nd: 1_600, Dy: 30 }, { Nd: 700 })),
];

function statedOf(masses: readonly (string | null)[]): Masses {
  const stated = ELEMENT_SYMBOLS.map((element, place) => [element, Number(masses[place] ?? 0)] as const);
  return Object.fromEntries(stated.filter(([, mass]) => mass > 0));
}

test('what steps gave above what they took is kept, and worked out alike of a ledger from before', async () => {
  const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/unexplained', 'observe');
  await withLedger(ledger, async (open) => recordAll(open, LINES));
  const [, filling] =
    readMigrations()
      .find(({ name }) => name === MIGRATION)
      ?.sql.split('do $$') ?? [];
  await withClient(testing.url, async (owner) => {
    const arrays = async () => {
      const { rows } = await owner.query<{ readonly masses: readonly (string | null)[] }>(
        'select unexplained_element_milligrams as masses from view.step order by event_number',
      );
      return rows.map(({ masses }) => masses);
    };
    const kept = await arrays();
    expect(kept.map(statedOf)).toEqual([{ Pr: 200, Dy: 3 }, {}, { Nd: 600 }, { Nd: 100, Dy: 5 }]);
    await owner.query(`update view.step set unexplained_element_milligrams = '{}'`);
    await owner.query(`do $$${filling}`);
    expect(await arrays()).toEqual(kept);
  });
});
