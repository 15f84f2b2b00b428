/** What a crook or a slip makes of the worked example, each caught for its own reason, under both policies. */
import { describe, expect, test } from 'vitest';
import { elementPerOxide, type ElementSymbol } from '../src/element.ts';
import { type EventDraft, factsOf, findingsOf, record, refusalOf } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lineMaking, outputsOf, worldBefore } from './worked-example.ts';

/** The step that makes `lot`, which states `elementMilligrams` instead, and its author. */
function withElements(lot: string, elementMilligrams: JsonObject): { by: string; event: EventDraft } {
  const { by, event } = lineMaking(lot);
  const outputs = outputsOf(event).map((output) =>
    output.lot === lot ? { ...output, quantity: { ...output.quantity, elementMilligrams } } : output,
  );
  return { by, event: { ...event, outputs } };
}

const elementsOf = (lot: string) =>
  outputsOf(lineMaking(lot).event).find((output) => output.lot === lot)?.quantity.elementMilligrams ?? {};

/** `totalMilligrams` of oxides with these shares in percent, as masses of the elements. */
function fromOxidePercents(totalMilligrams: number, percents: Partial<Record<ElementSymbol, number>>): JsonObject {
  return Object.fromEntries(
    (Object.keys(percents) as ElementSymbol[]).map((element) => {
      const { numerator, denominator } = elementPerOxide(element);
      const share = (totalMilligrams * (percents[element] ?? 0)) / 100;
      return [element, Math.floor((share * Number(numerator)) / Number(denominator))];
    }),
  );
}

describe('recycled oxide with 6 % yttrium and 3 % samarium', () => {
  const { by, event } = withElements('ROX-PRND', fromOxidePercents(60_000_000, { Pr: 18, Nd: 73, Y: 6, Sm: 3 }));

  test('is refused under strict: the swarf has neither', () => {
    expect(refusalOf(worldBefore('ROX-PRND'), by, event)).toMatchObject({
      code: 'material-gained',
      facts: { element: 'Y', in: '0' },
    });
  });

  test('is recorded under observe, and looks like ore', () => {
    const facts = record(worldBefore('ROX-PRND', { enforcement: 'observe' }), by, event);
    expect(findingsOf(facts)).toContain('material-gained');
    expect(findingsOf(facts)).toContain('ore-like-recyclate');
  });
});

describe('magnets whose certificate says that they have no dysprosium', () => {
  const { by, event } = withElements('MAG-001', { ...elementsOf('MAG-001'), Dy: 0 });

  test.each(['strict', 'observe'] as const)(
    'are recorded under %s with the finding: their bodies have',
    (enforcement) => {
      const facts = record(worldBefore('MAG-001', { enforcement }), by, event);
      expect(findingsOf(facts)).toContain('heavy-rare-earths-missing');
    },
  );
});

describe('a concentrate with the assay of a rock mine', () => {
  const bayanObo = { La: 25, Ce: 50, Pr: 5.6, Nd: 17.2, Sm: 1, Eu: 0.2, Gd: 0.55, Y: 0.25 };
  const { by, event } = withElements('CON-001', fromOxidePercents(800_000_000, bayanObo));

  test('is refused under strict: the clay has not so much cerium', () => {
    expect(refusalOf(worldBefore('CON-001'), by, event)).toMatchObject({
      code: 'material-gained',
      facts: { element: 'Ce' },
    });
  });

  test('is recorded under observe, and is not of the deposit', () => {
    const facts = record(worldBefore('CON-001', { enforcement: 'observe' }), by, event);
    expect(findingsOf(facts)).toContain('material-gained');
    expect(findingsOf(facts)).toContain('signature-changed');
  });
});

describe('one weighbridge ticket for two lots', () => {
  const ticket = [{ kind: 'weighbridge-ticket', sha256: 'T'.repeat(42).concat('A'), name: 'ticket 4711.pdf' }];
  const { by, event } = lineMaking('ORE-001');

  test.each(['strict', 'observe'] as const)('is noticed under %s on the second', (enforcement) => {
    const world = worldBefore('ORE-001', { enforcement });
    expect(findingsOf(record(world, by, { ...event, documents: ticket }))).toEqual([]);
    const facts = record(world, by, { ...event, lot: 'ORE-002', documents: ticket });
    expect(factsOf(facts, 'finding')).toMatchObject([
      { code: 'document-reused', message: expect.stringContaining('ORE-001') as string },
    ]);
  });
});
