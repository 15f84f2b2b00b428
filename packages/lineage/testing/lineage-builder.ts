/** Builds small lineages for tests, lot by lot. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LineageGraph, LineageLot, LineageStep, LineageSubject } from '../src/graph.ts';

export interface StepDescription {
  readonly name?: string;
  readonly party?: string;
  /** Where it is done: the facility WORKS in CN where nothing else is said. */
  readonly facility?: string | null;
  readonly country?: string;
  /** What is taken, by lot id. */
  readonly inputs: Readonly<Record<string, ElementMasses>>;
  /** What is made, by lot id. */
  readonly outputs: Readonly<Record<string, ElementMasses>>;
  /** Lost as `process-loss`. */
  readonly losses?: ElementMasses;
  /** Closing stock of a circuit, by the id of the implicit lot. */
  readonly closing?: Readonly<Record<string, ElementMasses>>;
}

export interface LineageBuilder {
  readonly graph: LineageGraph;
  readonly origin: (lot: string, elementMilligrams: ElementMasses, details?: Partial<LineageLot>) => void;
  readonly step: (description: StepDescription) => void;
  /** What a lot gains without a step when it has so much left; steps and shipments built before know nothing of it. */
  readonly gain: (lot: string, before: ElementMasses, gained: ElementMasses) => void;
  /** Adds a lot as it is, for what the other two cannot describe. */
  readonly add: (lot: LineageLot) => void;
  readonly lotNumber: (lot: string) => number;
  /** A shipment of whole lots, as made. */
  readonly shipment: (id: string, lots: readonly string[]) => LineageSubject;
  readonly lot: (id: string) => LineageSubject;
}

export function lineageBuilder(): LineageBuilder {
  const lots = new Map<number, LineageLot>();
  const steps = new Map<number, LineageStep>();
  const numbers = new Map<string, number>();
  let clock = 0;
  const tick = () => (clock += 1);

  const add = (lot: LineageLot) => {
    lots.set(lot.lotNumber, lot);
    numbers.set(lot.lot, lot.lotNumber);
  };
  const lotNumber = (lot: string) => {
    const number = numbers.get(lot);
    if (number === undefined) throw new Error(`the test names lot ${lot} before it is made`);
    return number;
  };
  const describe = (lot: string, elementMilligrams: ElementMasses) => ({
    lotNumber: lots.size,
    lot,
    form: 'oxide',
    product: `product of ${lot}`,
    consumption: null,
    facility: 'WORKS',
    party: 'MAKER',
    custodian: 'MAKER',
    country: 'CN',
    netMilligrams: null,
    elementMilligrams,
    gains: [],
  });
  const part = (lot: string) => ({
    lotNumber: lotNumber(lot),
    at: tick(),
    elementMilligrams: lots.get(lotNumber(lot))?.elementMilligrams ?? {},
  });

  return {
    graph: { lots, steps },
    add,
    lotNumber,
    origin: (lot, elementMilligrams, details = {}) =>
      add({ ...describe(lot, elementMilligrams), kind: 'mined', form: 'ore', step: null, ...details }),
    step: ({ name = 'blend', party = 'MAKER', inputs, outputs, losses = {}, closing = {}, ...where }) => {
      const { facility = 'WORKS', country = 'CN' } = where;
      const step = steps.size;
      const given = [...Object.values(outputs), losses, ...Object.values(closing)];
      const base = baseOf(Object.values(inputs), given);
      const balance = {
        baseElementMilligrams: base,
        losses: [{ kind: 'process-loss', elementMilligrams: losses }],
        unaccountedElementMilligrams: unaccountedOf(Object.values(inputs), given),
      };
      const taken = Object.entries(inputs).map(([lot, elementMilligrams]) => ({
        lotNumber: lotNumber(lot),
        elementMilligrams,
      }));
      const event = `digest-of-step-${step}`;
      steps.set(step, { step, at: tick(), name, event, party, facility, ...balance, inputs: taken });
      for (const [lot, masses] of Object.entries(outputs))
        add({ ...describe(lot, masses), kind: 'transformed', step, party, facility, country });
      for (const [lot, masses] of Object.entries(closing)) {
        add({
          ...describe(lot, masses),
          kind: 'circuit-stock',
          form: null,
          product: null,
          step,
          party,
          facility,
          country,
        });
      }
    },
    gain: (lot, beforeElementMilligrams, gainedElementMilligrams) => {
      const gaining = lots.get(lotNumber(lot)) as LineageLot;
      add({ ...gaining, gains: [...gaining.gains, { at: tick(), beforeElementMilligrams, gainedElementMilligrams }] });
    },
    shipment: (id, ids) => ({ kind: 'shipment', id, parts: ids.map(part), missing: [] }),
    lot: (id) => ({ kind: 'lot', id, parts: [{ ...part(id), at: 0 }], missing: [] }),
  };
}

/** Per element the greater of all that is taken and all that is given. */
export function baseOf(taken: readonly ElementMasses[], given: readonly ElementMasses[]): ElementMasses {
  const [sumTaken, sumGiven] = [sum(taken), sum(given)];
  const base: Partial<Record<ElementSymbol, bigint>> = { ...sumTaken };
  for (const [symbol, mass] of Object.entries(sumGiven)) {
    const element = symbol as ElementSymbol;
    if (mass > (base[element] ?? 0n)) base[element] = mass;
  }
  return base;
}

/** Per element what is taken above all that is given. */
export function unaccountedOf(taken: readonly ElementMasses[], given: readonly ElementMasses[]): ElementMasses {
  const [sumTaken, sumGiven] = [sum(taken), sum(given)];
  const missing: Partial<Record<ElementSymbol, bigint>> = {};
  for (const [symbol, mass] of Object.entries(sumTaken)) {
    const element = symbol as ElementSymbol;
    const out = sumGiven[element] ?? 0n;
    if (mass > out) missing[element] = mass - out;
  }
  return missing;
}

function sum(masses: readonly ElementMasses[]): ElementMasses {
  const total: Partial<Record<ElementSymbol, bigint>> = {};
  for (const each of masses) {
    for (const [symbol, mass] of Object.entries(each)) {
      const element = symbol as ElementSymbol;
      total[element] = (total[element] ?? 0n) + mass;
    }
  }
  return total;
}
