import { readFileSync } from 'node:fs';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import type { Ledger } from '../src/open-ledger.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { at } from './own-chain.ts';
import { audit, createTestLedger, type Line, record, testFolders, withLedger } from './test-ledger.ts';

// The worked example of 31 lots on a real ledger: what its swarf comes back as, and where its terbium is from.

const database = testDatabase();
const folders = testFolders();

const PARTIES = { MINE: 'mine', REFINER: 'refiner', METALS: 'metal-maker', RECYCLER: 'recycler', MOTORS: 'end-user' };

const registered = (party: string, roles: readonly string[]) =>
  at(0, 'OPERATOR', { type: 'party-registered', party, name: party, roles, country: 'CN' });

const LINES = readFileSync(new URL('../../custody/testing/worked-example-lines.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line & { readonly by: string });

/** The whole example; `change` may put other events in the place of one. */
function linesOf(
  change: (line: Line & { readonly by: string }) => readonly (Line & { readonly by: string })[],
): Line[] {
  const parties = Object.entries(PARTIES).map(([party, role]) => registered(party, [role]));
  const events = LINES.flatMap(change).map(({ by, event }, hour) => at(hour + 1, by, event));
  return [...parties, registered('WORKS', ['alloy-maker', 'magnet-maker', 'exporter']), ...events];
}

/** What a trace says of the elements of a lot or shipment. */
async function elementsOf(ledger: Ledger, id: string) {
  const trace = await traceSubject(ledger, {
    id,
    direction: 'up',
    element: undefined,
    depth: undefined,
    asKnownAt: undefined,
  });
  return trace?.elements ?? {};
}

/** The terbium is bought, of recycled magnets, and comes in as late as it is used. */
const bought = (line: Line & { readonly by: string }) => {
  const { outputs } = line.event as {
    readonly outputs?: readonly { readonly lot: string; readonly quantity: object }[];
  };
  if (outputs?.[0]?.lot === 'GB-001') {
    const inputs = [{ lot: 'MC-001' }, { lot: 'TB-BOUGHT' }];
    return [{ by: line.by, event: { ...line.event, inputs } }];
  }
  if (outputs?.[0]?.lot !== 'ME-TB') return [line];
  const quantity = outputs[0].quantity;
  const material = { form: 'metal', product: 'terbium of recycled magnets' };
  const event = { type: 'lot-created', lot: 'TB-BOUGHT', origin: 'imported', country: 'JP', material, quantity };
  return [line, { by: 'WORKS', event: { ...event, consumption: 'post-consumer' } }];
};

describe('the worked example', () => {
  test('is recorded, verifies, and keeps swarf that was recycled apart from what was never waste', async () => {
    const whole = await createTestLedger(database.url, await folders.make(), 'example.org/worked');
    await withLedger(whole, async (ledger) => {
      expect(
        await record(
          ledger,
          linesOf((line) => [line]),
        ),
      ).toMatchObject({ refused: null });
      const oxide = await elementsOf(ledger, 'ROX-PRND');
      expect(oxide.Nd).toMatchObject({
        milligrams: 45_753_000,
        recycled: { preConsumerShare: '1.000000', preConsumerMilligrams: 45_753_000, postConsumerMilligrams: 0 },
      });
      const shipment = await elementsOf(ledger, 'SHP-001');
      expect(Object.keys(shipment)).toEqual(['Pr', 'Nd', 'Tb', 'Dy']);
      for (const { recycled } of Object.values(shipment)) {
        expect(recycled).toMatchObject({ preConsumerMilligrams: 0, postConsumerMilligrams: 0 });
      }
    });
    expect(await audit(whole)).toMatchObject({ verdict: 'valid' });
  });

  test('has its terbium from the lot that entered last, where that is from elsewhere', async () => {
    const late = await createTestLedger(database.url, await folders.make(), 'example.org/late-terbium');
    await withLedger(late, async (ledger) => {
      expect(await record(ledger, linesOf(bought))).toMatchObject({ refused: null });
      const shipment = await elementsOf(ledger, 'SHP-001');
      const origins = Object.entries(shipment).map(([element, of]) => [element, of?.origins.map(({ lot }) => lot)]);
      expect(origins).toEqual([
        ['Pr', ['ORE-001']],
        ['Nd', ['ORE-001']],
        ['Tb', ['TB-BOUGHT']],
        ['Dy', ['ORE-001']],
      ]);
      expect(shipment.Tb).toMatchObject({
        milligrams: 997_000,
        unknownMilligrams: 0,
        recycled: { postConsumerMilligrams: 997_000, postConsumerShare: '1.000000' },
      });
      expect(shipment.Dy?.recycled).toMatchObject({ postConsumerMilligrams: 0 });
    });
  });
});
