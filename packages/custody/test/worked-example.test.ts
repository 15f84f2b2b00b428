import { describe, expect, test } from 'vitest';
import type { ElementMasses } from '../src/element-masses.ts';
import { type EventDraft, enter, factsOf, findingsOf, openWorld, record, refusalOf } from '../testing/given.ts';
import { lineMaking, lossesOf, outputsOf, WORKED_LINES, WORKED_PARTIES, worldBefore } from './worked-example.ts';

const recordAll = (enforcement: 'strict' | 'observe') => {
  const world = enter(openWorld({ enforcement }), WORKED_PARTIES);
  return { world, facts: WORKED_LINES.flatMap(({ by, event }) => record(world, by, event)) };
};

/** The step that makes `lot`, with `change` made to the masses of that output. */
function withOutput(lot: string, change: (elements: Record<string, number>) => Record<string, number>): EventDraft {
  const { event } = lineMaking(lot);
  const outputs = outputsOf(event).map((output) => {
    const { quantity } = output;
    const elementMilligrams = change(quantity.elementMilligrams);
    return output.lot === lot ? { ...output, quantity: { ...quantity, elementMilligrams } } : output;
  });
  return { ...event, outputs };
}

describe('the worked example', () => {
  test('is recorded whole under strict, without a finding', () => {
    const { facts } = recordAll('strict');
    expect(factsOf(facts, 'lot')).toHaveLength(31);
    // Of its seventeen steps one is the mining, one the export.
    expect(factsOf(facts, 'step')).toHaveLength(15);
    expect(findingsOf(facts)).toEqual([]);
  });

  test('closes: what was mined is in stock, shipped or stated as lost, to the milligram', () => {
    const { world, facts } = recordAll('strict');
    const left: Record<string, bigint> = {};
    const add = (masses: ElementMasses, sign: bigint) => {
      for (const [element, mass] of Object.entries(masses)) left[element] = (left[element] ?? 0n) + sign * mass;
    };
    for (const fact of factsOf(facts, 'lot')) if (fact.lotKind === 'mined') add(fact.made.elementMilligrams, 1n);
    for (const thing of world.state.things.values()) {
      if (thing?.kind === 'lot') add(thing.remaining.elementMilligrams, -1n);
    }
    for (const { event } of WORKED_LINES) {
      for (const { elementMilligrams } of lossesOf(event)) {
        for (const [element, mass] of Object.entries(elementMilligrams))
          left[element] = (left[element] ?? 0n) - BigInt(mass);
      }
    }
    expect(Object.keys(left)).toHaveLength(15);
    expect(Object.values(left).every((mass) => mass === 0n)).toBe(true);
  });
});

describe('its failing twin: 1 % more neodymium out of solvent extraction', () => {
  const twin = withOutput('OX-PRND', ({ Nd = 0, ...others }) => ({ ...others, Nd: (Nd * 101) / 100 }));
  const message =
    'solvent-extraction takes 206.822 kg Nd and gives 208.80749 kg Nd: 1.98549 kg too much (tolerance 1.03411 kg)';

  test('is refused under strict, with both masses and the tolerance', () => {
    expect(refusalOf(worldBefore('OX-PRND'), 'REFINER', twin)).toMatchObject({
      code: 'material-gained',
      message,
      facts: { element: 'Nd', in: '206822000', out: '208807490', excess: '1985490', tolerance: '1034110' },
    });
  });

  test('is recorded under observe with the finding, and with none about its yield, which is usual', () => {
    const facts = record(worldBefore('OX-PRND', { enforcement: 'observe' }), 'REFINER', twin);
    expect(factsOf(facts, 'finding')).toMatchObject([{ code: 'material-gained', message }]);
  });
});

describe('its failing twin: the oxide of solvent extraction typed as metal', () => {
  test('can be no oxide, and is refused before any balance', () => {
    const twin = withOutput('OX-PRND', ({ Pr = 0, Nd = 0 }) => ({
      Pr: Math.round(Pr * 1.208161),
      Nd: Math.round(Nd * 1.166377),
    }));
    expect(() => record(worldBefore('OX-PRND'), 'REFINER', twin)).toThrow('a TREO of 116 %; oxide taken for metal?');
  });
});
