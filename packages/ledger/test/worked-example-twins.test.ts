import { readFileSync } from 'node:fs';
import { elementPerOxide, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { JsonObject } from '@lodestone/custody/testing/json-object.ts';
import type { RankedFinding } from '@lodestone/lineage/rank-findings.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import { findIrregularities } from '../src/detect/find-irregularities.ts';
import { at } from './own-chain.ts';
import { createTestLedger, type Line, recordAll, testFolders, withLedger } from './test-ledger.ts';

// The worked example as a crook would have it, five times, each recorded by a ledger that observes, and found by the rule
// that is there for it. The sixth twin, more shipped than a licence grants, waits for events that say what was granted.

const database = testDatabase();
const folders = testFolders();

const ROLES: Readonly<Record<string, readonly string[]>> = {
  MINE: ['mine'],
  REFINER: ['refiner'],
  METALS: ['metal-maker'],
  RECYCLER: ['recycler'],
  MOTORS: ['end-user'],
  WORKS: ['alloy-maker', 'magnet-maker', 'exporter'],
};

interface ExampleLine {
  readonly by: string;
  readonly event: JsonObject & { readonly outputs?: readonly Output[] };
}

const EXAMPLE = readFileSync(new URL('../../custody/testing/worked-example-lines.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as ExampleLine);

/** Puts other lines in the place of one. */
type Change = (line: ExampleLine) => readonly ExampleLine[];

async function find(name: string, change: Change): Promise<readonly RankedFinding[]> {
  const twin = await createTestLedger(database.url, await folders.make(), `example.org/${name}`, 'observe');
  const parties = Object.entries(ROLES).map(([party, roles]) =>
    at(0, 'OPERATOR', { type: 'party-registered', party, name: party, roles, country: 'CN' }),
  );
  const events: readonly Line[] = EXAMPLE.flatMap(change).map(({ by, event }, hour) => at(hour + 1, by, event));
  return withLedger(twin, async (ledger) => {
    await recordAll(ledger, [...parties, ...events]);
    return (await findIrregularities(ledger)).findings;
  });
}

interface Output extends JsonObject {
  readonly lot: string;
  readonly quantity: JsonObject & { readonly elementMilligrams?: JsonObject };
}

/** The step that makes `lot`, which states these elements instead. */
function stating(lot: string, state: (masses: JsonObject) => JsonObject): Change {
  return (line) => {
    const outputs = line.event.outputs ?? [];
    if (!outputs.some((output) => output.lot === lot)) return [line];
    const stated = outputs.map((output) => {
      if (output.lot !== lot) return output;
      const { elementMilligrams = {} } = output.quantity;
      return { ...output, quantity: { ...output.quantity, elementMilligrams: state(elementMilligrams) } };
    });
    return [{ ...line, event: { ...line.event, outputs: stated } }];
  };
}

/** `totalMilligrams` of oxides with these shares in percent, as masses of the elements. */
function oxides(totalMilligrams: number, percents: Partial<Record<ElementSymbol, number>>): JsonObject {
  return Object.fromEntries(
    Object.entries(percents).map(([element, percent]) => {
      const { numerator, denominator } = elementPerOxide(element as ElementSymbol);
      return [element, Math.floor((totalMilligrams * percent * Number(numerator)) / Number(denominator) / 100)];
    }),
  );
}

const BAYAN_OBO = { La: 25, Ce: 50, Pr: 5.6, Nd: 17.2, Sm: 1, Eu: 0.2, Gd: 0.55, Y: 0.25 };
const TICKET = [{ kind: 'weighbridge-ticket', sha256: 'T'.repeat(42).concat('A'), name: 'ticket 4711.pdf' }];

describe('of the worked example', () => {
  test('nothing is found that two kinds of evidence point at', async () => {
    const findings = await find('honest', (line) => [line]);
    expect(findings.filter(({ severity }) => severity === 'high')).toEqual([]);
  });

  test.each([
    ['D01', 'OX-PRND', 'with one percent more neodymium out of the separation than went in'],
    ['D06', 'ROX-PRND', 'whose recycled oxide has yttrium and samarium'],
    ['D09', 'CON-001', 'whose concentrate has the assay of a rock mine'],
    ['D11', 'ORE-002', 'whose ticket stands for two lots'],
    ['D21', 'MAG-001', 'whose certificate says that the magnets have no dysprosium'],
  ] as const)('%s finds %s in the twin %s', async (rule, lot, name) => {
    const findings = await find(`twin-${rule}`, CHANGES[rule]);
    const found = findings.filter((finding) => finding.rule === rule);
    expect(
      found.flatMap(({ lots }) => lots),
      name,
    ).toContain(lot);
  });
});

const CHANGES: Readonly<Record<'D01' | 'D06' | 'D09' | 'D11' | 'D21', Change>> = {
  D01: stating('OX-PRND', (masses) => ({ ...masses, Nd: 200_534_000 })),
  D06: stating('ROX-PRND', () => oxides(60_000_000, { Pr: 18, Nd: 73, Y: 6, Sm: 3 })),
  D09: stating('CON-001', () => oxides(800_000_000, BAYAN_OBO)),
  D11: (line) => {
    if (line.event['lot'] !== 'ORE-001') return [line];
    const event = { ...line.event, documents: TICKET };
    return [
      { ...line, event },
      { ...line, event: { ...event, lot: 'ORE-002' } },
    ];
  },
  D21: stating('MAG-001', (masses) => ({ ...masses, Dy: 0 })),
};
