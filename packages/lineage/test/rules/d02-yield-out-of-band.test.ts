import { describe, expect, it } from 'vitest';
import type { StepObservation } from '../../src/observation.ts';
import { yieldOutOfBand } from '../../src/rules/d02-yield-out-of-band.ts';
import { noise } from '../../testing/noise.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const TAKEN = 1_000_000_000;

/** An electrolysis, of which 90 % to 98 % is usual. */
function electrolysis(eventNumber: number, share: number, members: Partial<StepObservation> = {}) {
  const inputs = [partOf(lotOf({ made: amounts({ elementMilligrams: { Nd: TAKEN } }) }))];
  const made = amounts({ elementMilligrams: { Nd: Math.round(TAKEN * share) } });
  const outputs = [lotOf({ lot: `METAL-${eventNumber}`, form: 'metal', made })];
  return observed.step({ eventNumber, step: 'electrolysis', inputs, outputs, ...members });
}

/** So many magnets are finished, of which a thousandth is good above or below 98.5 % in turns unless it is said how many are. */
function finishing(eventNumber: number, pieces: number, good?: number) {
  const usual = Math.round(pieces * (eventNumber % 2 === 0 ? 0.984 : 0.986));
  const inputs = [partOf(lotOf({ form: 'magnet', made: amounts({ pieces }) }))];
  const outputs = [lotOf({ form: 'magnet', made: amounts({ pieces: good ?? usual }) })];
  return observed.step({ eventNumber, step: 'finishing', inputs, outputs });
}

/** A year of a plant that yields 94 % with half a percent of spread. */
function honestYear() {
  const deviate = noise(11);
  return Array.from({ length: 300 }, (_, index) => electrolysis(index, 0.94 + 0.005 * deviate()));
}

const stock = (milligrams: number) =>
  lotOf({ kind: 'circuit-stock', form: null, made: amounts({ elementMilligrams: { Nd: milligrams } }) });

describe('D02 yield out of band', () => {
  it('leaves a year of honest yields alone', () => {
    expect(findingsOf(yieldOutOfBand, honestYear())).toEqual([]);
  });

  it('finds two steps in a row below the range, and not one of a plant that nobody knows', () => {
    expect(findingsOf(yieldOutOfBand, [electrolysis(1, 0.85)])).toEqual([]);
    const [finding] = findingsOf(yieldOutOfBand, [electrolysis(1, 0.85), electrolysis(2, 0.86)]);
    expect(finding).toMatchObject({
      id: 'D02/WORKS/electrolysis/low/EV-2',
      severity: 'low',
      lots: ['METAL-2'],
      numbers: { of: 'Nd', yieldPartsPerMillion: 860_000, inARow: 2 },
    });
    expect(finding?.sentence).toBe(
      'electrolysis at WORKS yields 86 % of Nd, usual are 90 % to 98 % and 2 in a row are too low',
    );
  });

  it('takes the piece of a few that is rejected for chance, and one in twenty of many not', () => {
    const year = Array.from({ length: 20 }, (_, index) => finishing(index, 10_000));
    const few = [finishing(20, 21, 20), finishing(21, 21, 20)];
    expect(findingsOf(yieldOutOfBand, [...year, ...few]).map(({ severity }) => severity)).not.toContain('medium');
    const many = [finishing(20, 21_000, 20_000), finishing(21, 21_000, 20_000)];
    expect(findingsOf(yieldOutOfBand, [...year, ...many])).toMatchObject([
      { severity: 'medium', numbers: { of: 'pieces' } },
    ]);
  });

  it('does not count one above and one below as two in a row', () => {
    expect(findingsOf(yieldOutOfBand, [electrolysis(1, 0.85), electrolysis(2, 0.99)])).toEqual([]);
  });

  it('takes both ends of the range as within it, and gives the assays their uncertainty', () => {
    const ends = [0.9, 0.9, 0.98, 0.98].map((share, index) => electrolysis(index, share));
    expect(findingsOf(yieldOutOfBand, ends)).toEqual([]);
    const uncertain = [1, 2].map((eventNumber) => {
      const step = electrolysis(eventNumber, 0.985);
      return { ...step, outputs: step.outputs.map((lot) => ({ ...lot, uncertaintyPartsPerMillion: 5_000 })) };
    });
    expect(findingsOf(yieldOutOfBand, uncertain)).toEqual([]);
    expect(findingsOf(yieldOutOfBand, [electrolysis(1, 0.985), electrolysis(2, 0.985)])).toHaveLength(1);
  });

  it('finds one step beyond the range and far from what the plant has shown', () => {
    const [finding, ...others] = findingsOf(yieldOutOfBand, [...honestYear(), electrolysis(300, 0.99)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'medium', from: dayOf(300), lots: ['METAL-300'] });
    expect(finding?.sentence).toMatch(/yields 99 % of Nd, usual are 90 % to 98 % and its own norm is 9[34]/);
  });

  it('finds two steps within the range that are far from what the plant has shown', () => {
    const oneFar = [...honestYear(), electrolysis(300, 0.975)];
    expect(findingsOf(yieldOutOfBand, oneFar)).toEqual([]);
    expect(findingsOf(yieldOutOfBand, [...oneFar, electrolysis(301, 0.975)])).toHaveLength(1);
  });

  it('judges by the range that the facility has set', () => {
    const ownRange = { lowPartsPerMillion: 800_000, highPartsPerMillion: 900_000 };
    const steps = [1, 2].map((eventNumber) => electrolysis(eventNumber, 0.85, { ownRange }));
    expect(findingsOf(yieldOutOfBand, steps)).toEqual([]);
  });

  it('takes what came out of a circuit and went back into it for what it is', () => {
    const emptied = [1, 2].map((eventNumber) => {
      const step = electrolysis(eventNumber, 1.9, { step: 'solvent-extraction', circuit: 'SX-1' });
      return { ...step, inputs: [...step.inputs, partOf(stock(TAKEN))], outputs: [...step.outputs, stock(20_000_000)] };
    });
    expect(findingsOf(yieldOutOfBand, emptied)).toEqual([]);
  });
});
