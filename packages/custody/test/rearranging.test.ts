import { describe, expect, test } from 'vitest';
import { type Form, REARRANGING_STEPS, type Step } from '../src/material.ts';
import { attempt, enter, findingsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lotCreated } from './drafts.ts';

/** MAGNETS-D holds two lots of magnets, one of swarf without pieces, and two liquors without a net mass. */
function stocked(enforcement: 'strict' | 'observe' = 'strict'): World {
  const world = enter(openWorld({ enforcement }), { 'MAGNETS-D': ['magnet-maker'] });
  const stock = (lot: string, form: Form, quantity: JsonObject) =>
    record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form, quantity }));
  stock('MAG-1', 'magnet', { netMilligrams: 600, pieces: 6, elementMilligrams: { Nd: 180, Dy: 12 } });
  stock('MAG-2', 'magnet', { netMilligrams: 400, pieces: 4, elementMilligrams: { Nd: 120 } });
  stock('SWARF-1', 'swarf', { netMilligrams: 500, elementMilligrams: { Nd: 150 } });
  stock('LIQ-1', 'liquor', { volumeMillilitres: 50, elementMilligrams: { Nd: 5 } });
  stock('LIQ-2', 'liquor', { volumeMillilitres: 30 });
  return world;
}

function step(name: Step, inputs: readonly JsonObject[], form: Form, quantities: readonly JsonObject[]) {
  const outputs = quantities.map((quantity, index) => ({
    lot: `OUT-${index + 1}`,
    material: { form, product: form },
    quantity,
  }));
  return { type: 'lot-transformed', step: name, inputs, outputs };
}

const BOTH = [{ lot: 'MAG-1' }, { lot: 'MAG-2' }];

const givingNeodymium = (name: Step, Nd: number) =>
  step(name, BOTH, 'magnet', [{ netMilligrams: 1_000, elementMilligrams: { Nd } }]);

const swarfInTwo = (name: Step, second: number) =>
  step(name, [{ lot: 'SWARF-1' }], 'swarf', [{ netMilligrams: 300 }, { netMilligrams: second }]);

describe.each(REARRANGING_STEPS)('%s', (name) => {
  test('gives exactly what it takes', () => {
    const quantity = { netMilligrams: 1_000, pieces: 10, elementMilligrams: { Nd: 300, Dy: 12 } };
    expect(attempt(stocked(), 'MAGNETS-D', step(name, BOTH, 'magnet', [quantity]))).toMatchObject({ accepted: true });
  });

  test('may give less', () => {
    expect(attempt(stocked(), 'MAGNETS-D', step(name, BOTH, 'magnet', [{ netMilligrams: 1 }]))).toMatchObject({
      accepted: true,
    });
  });

  test.each([
    ['netMilligrams', { netMilligrams: 1_001 }, '1000', '1001'],
    ['pieces', { netMilligrams: 1_000, pieces: 11 }, '10', '11'],
  ])('gives no more of %s', (measure, quantity, taken, given) => {
    const event = step(name, BOTH, 'magnet', [quantity]);
    expect(refusalOf(stocked(), 'MAGNETS-D', event)).toMatchObject({
      code: 'measure-gained',
      facts: { step: name, measure, taken, given },
    });
    expect(findingsOf(record(stocked('observe'), 'MAGNETS-D', event))).toEqual(['measure-gained']);
  });

  test('gives no more volume', () => {
    const liquors = [{ lot: 'LIQ-1' }, { lot: 'LIQ-2', volumeMillilitres: 29 }];
    const giving = (volumeMillilitres: number) => step(name, liquors, 'liquor', [{ volumeMillilitres }]);
    expect(attempt(stocked(), 'MAGNETS-D', giving(79))).toMatchObject({ accepted: true });
    expect(refusalOf(stocked(), 'MAGNETS-D', giving(80))).toMatchObject({
      code: 'measure-gained',
      facts: { measure: 'volumeMillilitres', taken: '79', given: '80' },
    });
  });

  test('counts all outputs together', () => {
    expect(attempt(stocked(), 'MAGNETS-D', swarfInTwo(name, 200))).toMatchObject({ accepted: true });
    expect(refusalOf(stocked(), 'MAGNETS-D', swarfInTwo(name, 201))).toMatchObject({ code: 'measure-gained' });
  });

  test('counts only the part that it takes', () => {
    const part = [{ lot: 'MAG-1', pieces: 1 }];
    const giving = (netMilligrams: number) => step(name, part, 'magnet', [{ netMilligrams }]);
    expect(attempt(stocked(), 'MAGNETS-D', giving(100))).toMatchObject({ accepted: true });
    expect(refusalOf(stocked(), 'MAGNETS-D', giving(101))).toMatchObject({
      facts: { measure: 'netMilligrams', taken: '100', given: '101' },
    });
  });

  test('takes no net mass with a part by elements, and so gives none', () => {
    const part = [{ lot: 'SWARF-1', elementMilligrams: { Nd: 150 } }];
    expect(refusalOf(stocked(), 'MAGNETS-D', step(name, part, 'swarf', [{ netMilligrams: 150 }]))).toMatchObject({
      code: 'measure-gained',
      facts: { measure: 'netMilligrams', taken: '0', given: '150' },
    });
  });

  test('holds elements to the balance as every step', () => {
    expect(attempt(stocked(), 'MAGNETS-D', givingNeodymium(name, 301))).toMatchObject({ accepted: true });
    expect(refusalOf(stocked(), 'MAGNETS-D', givingNeodymium(name, 302))).toMatchObject({
      code: 'material-gained',
      facts: { element: 'Nd', in: '300', out: '302', excess: '2', tolerance: '1' },
    });
  });

  test('keeps the form, under observe too', () => {
    const event = step(name, [{ lot: 'SWARF-1' }], 'powder', [{ netMilligrams: 500 }]);
    for (const enforcement of ['strict', 'observe'] as const) {
      expect(refusalOf(stocked(enforcement), 'MAGNETS-D', event)).toMatchObject({
        code: 'form-changed',
        facts: { step: name, form: 'swarf', other: 'powder' },
      });
    }
  });

  test('puts only one form together', () => {
    const event = step(name, [{ lot: 'MAG-1' }, { lot: 'SWARF-1' }], 'magnet', [{ netMilligrams: 500 }]);
    expect(refusalOf(stocked(), 'MAGNETS-D', event)).toMatchObject({
      code: 'form-changed',
      facts: { form: 'magnet', other: 'swarf' },
    });
  });

  test('may count for the first time what nobody counted', () => {
    const event = step(name, [{ lot: 'SWARF-1' }], 'swarf', [{ netMilligrams: 500, pieces: 2 }]);
    expect(attempt(stocked(), 'MAGNETS-D', event)).toMatchObject({ accepted: true });
  });
});

test('any other step may change the form and gain net mass', () => {
  const event = step('reuse', BOTH, 'powder', [{ netMilligrams: 2_000, pieces: 99 }]);
  expect(attempt(stocked(), 'MAGNETS-D', event)).toMatchObject({ accepted: true });
});
