import type { Observation } from '@lodestone/lineage/observation.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { boundAt } from '../src/ask/event-bound.ts';
import { observeEvents } from '../src/detect/observe-events.ts';
import { type Ledger, readLedgerHead } from '../src/open-ledger.ts';
import { recordOwnChain } from './recorded-chain.ts';
import { createTestLedger, testFolders, withLedger } from './test-ledger.ts';

const database = testDatabase();
const folders = testFolders();

async function observe(ledger: Ledger, from = 0, bound?: number): Promise<Observation[]> {
  const { size } = await readLedgerHead(ledger);
  const found: Observation[] = [];
  for await (const page of observeEvents(ledger, { from, bound: bound ?? eventNumberOf(size, 0) })) {
    found.push(...page.observations);
  }
  return found;
}

let seen: readonly Observation[] = [];
/** Begun at each event that shows something, as if all before it were known already. */
let begunLater: readonly (readonly Observation[])[] = [];
let knownEarly: readonly Observation[] = [];

beforeAll(async () => {
  const own = await createTestLedger(database.url, await folders.make(), 'example.org/own');
  await recordOwnChain(own);
  await withLedger(own, async (ledger) => {
    seen = await observe(ledger);
    const starts = [...new Set(seen.map(({ eventNumber }) => eventNumber))];
    begunLater = await Promise.all(starts.map((from) => observe(ledger, from)));
    knownEarly = await observe(ledger, 0, await boundAt(ledger, '24'));
  });
});

function ofKind<Kind extends Observation['kind']>(kind: Kind): Extract<Observation, { kind: Kind }>[] {
  return seen.filter((observation): observation is Extract<Observation, { kind: Kind }> => observation.kind === kind);
}

describe('observeEvents', () => {
  test('shows every kind of observation, in the order of the ledger', () => {
    const numbers = seen.map(({ eventNumber }) => eventNumber);
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
    const counts = Object.fromEntries(
      [...Map.groupBy(seen, ({ kind }) => kind)].map(([kind, of]) => [kind, of.length]),
    );
    expect(Object.keys(counts).sort()).toEqual([
      'assay',
      'change',
      'correction',
      'dispatch',
      'document',
      'exit',
      'facility',
      'origin',
      'ownership',
      'packing',
      'party',
      'quota',
      'receipt',
      'sale',
      'step',
      'trade-gap',
      'unit',
    ]);
  });

  test('gives a step what it took, the stock of its circuit, what it made and lost', () => {
    const leaching = ofKind('step').find(({ step }) => step === 'leaching');
    expect(leaching).toMatchObject({
      party: 'MINE',
      facility: 'PIT',
      inputs: [{ lot: { lot: 'ORE-3', form: 'ore' }, amounts: { elementMilligrams: { Nd: 2_500_000n } } }],
      outputs: [{ lot: 'PLS-1', form: 'leach-solution', made: { volumeMillilitres: 1_000_000n } }],
      lossElementMilligrams: { La: 500_000n, Nd: 500_000n, Dy: 40_000n },
      auxiliaries: [
        { kind: 'ammonium-sulfate', measure: 'netMilligrams', amount: 3_000_000n },
        { kind: 'electricity', measure: 'wattHours', amount: 700n },
      ],
      // The pit sets its own only later.
      ownRange: null,
    });
    const [first, second] = ofKind('step').filter(({ circuit }) => circuit === 'SX-1');
    expect(first?.outputs.at(-1)).toMatchObject({ kind: 'circuit-stock', form: null });
    expect(second?.inputs[0]?.lot).toEqual(first?.outputs.at(-1));
  });

  test('shows what replaces an event in its own place, as the act of whom it replaces, and not what it replaced', () => {
    const replaced = ofKind('correction').filter(({ outcome }) => outcome === 'replaced');
    expect(replaced.length).toBeGreaterThan(2);
    for (const { eventNumber, targetEvent } of replaced) {
      expect(seen.filter(({ event, kind }) => event === targetEvent && kind !== 'correction')).toEqual([]);
      expect(seen.some((other) => other.eventNumber === eventNumber && other.kind !== 'correction')).toBe(true);
    }
    const voided = ofKind('correction').filter(({ outcome }) => outcome === 'voided');
    for (const { eventNumber } of voided) {
      expect(seen.filter((other) => other.eventNumber === eventNumber)).toHaveLength(1);
    }
  });

  test('shows a replaced event where the bound is before its correction', () => {
    const late = ofKind('correction').filter(({ eventNumber }) => eventNumber > eventNumberOf(25, 0));
    const shown = late.map(({ targetEvent }) => knownEarly.filter(({ event }) => event === targetEvent).length);
    expect(knownEarly.every(({ eventNumber }) => eventNumber < eventNumberOf(25, 0))).toBe(true);
    expect(shown.some((count) => count > 0)).toBe(true);
  });

  test('shows a receipt that has waited where its dispatch is, as the act of whoever received', () => {
    const awaited = ofKind('receipt').filter(({ transfer }) => transfer === 'T-7');
    const dispatch = ofKind('dispatch').find(({ transfer }) => transfer === 'T-7');
    expect(awaited).toMatchObject([
      {
        eventNumber: dispatch?.eventNumber,
        party: 'REFINER',
        lines: [{ lot: { lot: 'ORE-9' }, outcome: 'accepted', declared: { netMilligrams: 70_000_000n } }],
      },
    ]);
  });

  test('shows what is stated of thorium, as a lot is made and as an assay finds it', () => {
    const made = new Map(ofKind('origin').map(({ lot }) => [lot.lot, lot.thoriumPartsPerMillion]));
    expect([made.get('ORE-1'), made.get('ORE-2')]).toEqual([null, 40]);
    const found = ofKind('assay').filter(({ lot }) => lot.lot === 'OX-LA');
    expect(found.map(({ thoriumPartsPerMillion }) => thoriumPartsPerMillion)).toEqual([null, 2]);
  });

  test('shows a lot with what its assays have found, up to the event and not beyond it', () => {
    const [assay] = ofKind('assay');
    const lot = assay?.lot.lot ?? '';
    const before = ofKind('origin').find((origin) => origin.lot.lot === lot)?.lot;
    expect(assay?.lot.uncertaintyPartsPerMillion ?? null).toBe(before?.uncertaintyPartsPerMillion ?? null);
    const later = ofKind('step').flatMap(({ eventNumber, inputs }) => {
      return eventNumber > (assay?.eventNumber ?? 0) ? inputs.filter((input) => input.lot.lot === lot) : [];
    });
    for (const { lot: taken } of later) {
      expect(taken.uncertaintyPartsPerMillion).toBe(assay?.uncertaintyPartsPerMillion);
    }
  });

  test('shows the same from any event on as it shows from the beginning', () => {
    for (const later of begunLater) {
      const [first] = later;
      expect(later).toEqual(seen.filter(({ eventNumber }) => eventNumber >= (first?.eventNumber ?? 0)));
    }
  });
});
