/** Random lineages for fast-check: blends, splits, parts, unexplained mass, gains without a step, missing branches, zeros, and ids in every order. */
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import fc from 'fast-check';
import type { LineageGraph, LineageLot, LineageStep, LineageSubject } from '../src/graph.ts';
import { baseOf } from './lineage-builder.ts';

export interface RandomLineage {
  readonly graph: LineageGraph;
  readonly subject: LineageSubject;
}

interface Making {
  readonly origin: boolean;
  readonly inputs: readonly RandomInput[];
  /** As many lots are made; of an origin, as many twins that are always taken together, and so tie exactly. */
  readonly outputCount: number;
  readonly given: ElementMasses;
  readonly missing: boolean;
  /** What lots gain before this is made. */
  readonly gains: readonly RandomGain[];
}

interface RandomGain {
  readonly back: number;
  readonly before: ElementMasses;
  readonly gained: ElementMasses;
}

interface RandomInput {
  /** How many lots before the latest one. */
  readonly back: number;
  readonly masses: ElementMasses;
}

export interface RandomLineageShape {
  /** Small masses tie often, large ones have long fractions. */
  readonly maxMilligrams: bigint;
  readonly minMakings: number;
  readonly maxMakings: number;
  readonly maxInputs: number;
  /** How far back a step mostly takes its inputs from: 1 makes chains, more makes webs. */
  readonly usualBack: number;
  /** How likely each of these is, in per cent. */
  readonly originPercent: number;
  readonly unexplainedPercent: number;
  readonly missingPercent: number;
  readonly gainPercent: number;
}

export function randomLineage(shape: RandomLineageShape): fc.Arbitrary<RandomLineage> {
  return fc
    .record({
      makings: fc.array(makingOf(shape), { minLength: shape.minMakings, maxLength: shape.maxMakings, size: 'max' }),
      names: fc.infiniteStream(fc.string({ unit: 'binary', maxLength: 3 })),
      parts: fc.array(
        fc.record({
          back: fc.nat({ max: 3 }),
          at: fc.nat({ max: 2 * shape.maxMakings }),
          masses: massesUpTo(shape.maxMilligrams),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    })
    .map(({ makings, names, parts }) => build(makings, names, parts));
}

function makingOf(shape: RandomLineageShape): fc.Arbitrary<Making> {
  const masses = massesUpTo(shape.maxMilligrams);
  const back = fc.oneof(
    { arbitrary: fc.nat({ max: shape.usualBack - 1 }), weight: 3 },
    { arbitrary: fc.nat({ max: 2 * shape.maxMakings }), weight: 1 },
  );
  return fc.record({
    origin: percent(shape.originPercent),
    inputs: fc.array(fc.record({ back, masses }), { minLength: 1, maxLength: shape.maxInputs }),
    outputCount: fc.constantFrom(1, 1, 1, 2, 3),
    given: percent(shape.unexplainedPercent).chain((unexplained) => (unexplained ? masses : fc.constant({}))),
    missing: percent(shape.missingPercent),
    gains: percent(shape.gainPercent).chain((gains) =>
      fc.array(fc.record({ back, before: masses, gained: masses }), { maxLength: gains ? 2 : 0 }),
    ),
  });
}

function percent(likely: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: 100 }).map((drawn) => drawn <= likely);
}

function massesUpTo(max: bigint): fc.Arbitrary<ElementMasses> {
  const mass = fc.oneof(
    { arbitrary: fc.bigInt({ min: 1n, max }), weight: 8 },
    { arbitrary: fc.constantFrom(0n, max), weight: 1 },
  );
  return fc.record({ Nd: mass, Dy: mass }, { requiredKeys: ['Nd'] });
}

/** The outputs of a step are lots that need not weigh what it gives: attribution does not look at what a lot weighs. */
function build(
  makings: readonly Making[],
  names: Iterator<string>,
  parts: readonly (RandomInput & { readonly at: number })[],
): RandomLineage {
  const lots: LineageLot[] = [];
  const twinsOf = new Map<number, readonly number[]>();
  const steps = new Map<number, LineageStep>();
  const missing: { lotNumber: number; lot: string; reason: string }[] = [];
  const back = (count: number) => Math.max(0, lots.length - 1 - (count % (lots.length + 1)));
  const common = {
    form: null,
    product: null,
    facility: null,
    party: 'P',
    custodian: 'P',
    country: 'CN',
    consumption: null,
  } as const;
  const masses = { netMilligrams: null, elementMilligrams: {}, gains: [] } as const;
  const makeLots = (count: number, rest: Pick<LineageLot, 'kind' | 'step'>) => {
    const numbers = Array.from({ length: count }, (_, index) => lots.length + index);
    for (const lotNumber of numbers) {
      lots.push({ ...common, ...masses, ...rest, lotNumber, lot: `${names.next().value}~${lotNumber}` });
    }
    return numbers;
  };
  for (const [index, making] of makings.entries()) {
    const at = 2 * index;
    for (const { back: count, before, gained } of making.gains) {
      const lotNumber = back(count);
      const lot = lots[lotNumber];
      if (lot === undefined) continue;
      const gain = { at: at - 1, beforeElementMilligrams: before, gainedElementMilligrams: gained };
      lots[lotNumber] = { ...lot, gains: [...lot.gains, gain] };
    }
    if (making.origin || lots.length === 0) {
      const twins = makeLots(making.outputCount, { kind: 'mined', step: null });
      for (const lotNumber of twins) twinsOf.set(lotNumber, twins);
      continue;
    }
    const inputs = making.inputs.flatMap((input) => {
      const lotNumber = back(input.back);
      const taken = twinsOf.get(lotNumber) ?? [lotNumber];
      return taken.map((each) => ({ lotNumber: each, elementMilligrams: input.masses }));
    });
    const base = baseOf(
      inputs.map(({ elementMilligrams }) => elementMilligrams),
      [making.given],
    );
    const event = `event-${index}`;
    const made = makeLots(making.outputCount, { kind: 'transformed', step: index });
    if (making.missing) {
      for (const lotNumber of made) missing.push({ lotNumber, lot: lots[lotNumber]?.lot ?? '', reason: 'withheld' });
    } else {
      steps.set(index, {
        step: index,
        at,
        name: 'blend',
        event,
        party: 'P',
        facility: null,
        losses: [],
        unaccountedElementMilligrams: {},
        inputs,
        baseElementMilligrams: base,
      });
    }
  }
  const packed = parts.map(({ back: count, at, masses: packedMasses }) => ({
    lotNumber: back(count),
    at,
    elementMilligrams: packedMasses,
  }));
  return {
    graph: { lots: new Map(lots.map((lot) => [lot.lotNumber, lot])), steps },
    subject: { kind: 'shipment', id: 'SHP', parts: packed, missing },
  };
}
