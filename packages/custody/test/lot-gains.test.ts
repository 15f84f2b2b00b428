import { describe, expect, test } from 'vitest';
import type { ElementMasses } from '../src/element-masses.ts';
import { findLotGains, type LotPassage } from '../src/lot-gains.ts';

const made: ElementMasses = { Nd: 1_000n, Dy: 0n };
const passage = (at: number, cause: LotPassage['cause'], elementMilligrams: ElementMasses): LotPassage => {
  return { at, cause, elementMilligrams };
};
const gain = (at: number, before: ElementMasses, gained: ElementMasses) => {
  return { at, beforeElementMilligrams: before, gainedElementMilligrams: gained };
};

describe('the gains of a lot', () => {
  test('are what it has more of after a change, with what there was before', () => {
    const passages = [
      passage(1_000, 'taken', { Nd: 400n }),
      passage(2_000, 'reassayed', { Nd: 60n }),
      passage(3_000, 'disposed', { Nd: -160n }),
      passage(4_000, 'adjusted', { Nd: 5n }),
    ];
    expect(findLotGains(made, passages)).toEqual([
      gain(2_000, { Nd: 600n }, { Nd: 60n }),
      gain(4_000, { Nd: 500n }, { Nd: 5n }),
    ]);
  });

  test('are none where an assay only measures better, and what comes later is held against it', () => {
    const better = passage(1, 'measured', { Nd: 20n, Dy: 3n });
    expect(findLotGains(made, [better])).toEqual([]);
    expect(findLotGains(made, [better, passage(2, 'adjusted', { Nd: 5n })])).toEqual([
      gain(2, { Nd: 1_020n }, { Nd: 5n }),
    ]);
    expect(findLotGains(made, [better, passage(1, 'reassayed', { Nd: 5n })])).toEqual([
      gain(1, { Nd: 1_000n, Dy: 0n }, { Nd: 25n, Dy: 3n }),
    ]);
  });

  test('are none where it has less, or where nothing changed', () => {
    expect(findLotGains(made, [])).toEqual([]);
    expect(findLotGains(made, [passage(1, 'adjusted', { Nd: -1n }), passage(2, 'settled', { Nd: 0n })])).toEqual([]);
  });

  test('are found whatever the order in which passages are read', () => {
    const passages = [passage(9_000, 'reassayed', { Nd: 60n }), passage(1_000, 'taken', { Nd: 400n })];
    expect(findLotGains(made, passages)).toEqual([gain(9_000, { Nd: 600n }, { Nd: 60n })]);
  });

  test('are of elements that the book stated: found where there was none, not where nobody had looked', () => {
    const first = passage(1, 'reassayed', { Dy: 3n, Tb: 7n });
    expect(findLotGains(made, [first])).toEqual([gain(1, { Dy: 0n }, { Dy: 3n })]);
    expect(findLotGains(made, [first, passage(2, 'reassayed', { Tb: 1n })])).toEqual([
      gain(1, { Dy: 0n }, { Dy: 3n }),
      gain(2, { Tb: 7n }, { Tb: 1n }),
    ]);
  });

  test('are none of an element that an assay first stated and a correction took back', () => {
    const voided = [passage(1, 'reassayed', { Tb: 7n }), passage(1, 'reassayed', { Tb: -7n })];
    expect(findLotGains(made, [...voided, passage(2, 'reassayed', { Tb: 9n })])).toEqual([]);
    const none = passage(1, 'reassayed', { Tb: 0n });
    expect(findLotGains(made, [none, passage(2, 'reassayed', { Tb: 9n })])).toEqual([gain(2, { Tb: 0n }, { Tb: 9n })]);
  });

  test('are those that stand: a correction counts together with what it corrects', () => {
    const found = passage(1, 'adjusted', { Nd: 50n });
    expect(findLotGains(made, [found, passage(1, 'adjusted', { Nd: -50n })])).toEqual([]);
    expect(findLotGains(made, [found, passage(1, 'adjusted', { Nd: -20n })])).toEqual([
      gain(1, { Nd: 1_000n }, { Nd: 30n }),
    ]);
  });
});
