import { describe, expect, it } from 'vitest';
import type { Step } from '@lodestone/custody/material.ts';
import { originLabel } from '../../src/rules/d24-origin-label.ts';
import { findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const lot = (lotNumber: number, country: string) => lotOf({ lotNumber, lot: `LOT-${lotNumber}`, country });
const origin = (lotNumber: number, country: string) => observed.origin({ lot: lot(lotNumber, country) });

function step(name: Step, from: readonly number[], to: number, country: string) {
  return observed.step({ step: name, inputs: from.map((one) => partOf(lot(one, ''))), outputs: [lot(to, country)] });
}

function exit(country: string | null, ...lots: readonly number[]) {
  return observed.exit({ country, lines: lots.map((one) => partOf(lot(one, ''))) });
}

function sinteredInThailand(party: string) {
  const output = lotOf({ lotNumber: 1, lot: 'LOT-1', country: 'TH', facility: 'PLANT-TH', party });
  return observed.step({ step: 'sintering', inputs: [partOf(lot(0, 'CN'))], outputs: [output] });
}

/** Ore of Myanmar, separated in China, repacked in Malaysia. */
const CHAIN = [origin(0, 'MM'), step('solvent-extraction', [0], 1, 'CN'), step('repack', [1], 2, 'MY')];

describe('D24 origin that the lineage does not show', () => {
  it('finds a new label after a repack without a process', () => {
    const [finding, ...others] = findingsOf(originLabel, [...CHAIN, exit('MY', 2)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'medium',
      lots: ['LOT-2'],
      numbers: { declared: 'MY', countries: 'CN MM' },
    });
    expect(finding?.sentence).toBe(
      'Shipment SHIPMENT is declared with MY as its country of origin; every step that made its lot LOT-2 was done in CN, MM',
    );
  });

  it('finds the country of the ore, where the last substantive step was done elsewhere', () => {
    const [finding] = findingsOf(originLabel, [...CHAIN, exit('MM', 2)]);
    expect(finding?.sentence).toContain('the last substantive step of its lot LOT-2 was done in CN');
  });

  it('leaves a lawful repack alone, a process that gives a new origin, and a shipment without a declared one', () => {
    expect(findingsOf(originLabel, [...CHAIN, exit('CN', 2), exit(null, 2)])).toEqual([]);
    expect(findingsOf(originLabel, [...CHAIN, step('sintering', [2], 3, 'MY'), exit('MY', 3)])).toEqual([]);
  });

  it('takes each origin of a blend, and judges each lot of a shipment', () => {
    const blend = [...CHAIN, origin(4, 'US'), step('blend', [2, 4], 5, 'MY')];
    expect(findingsOf(originLabel, [...blend, exit('US', 5)])).toEqual([]);
    expect(findingsOf(originLabel, [...blend, exit('US', 5, 1)])).toMatchObject([{ lots: ['LOT-1'] }]);
  });

  it('keeps lots of any number, and says nothing of lots that it has not seen', () => {
    const [finding] = findingsOf(originLabel, [origin(0, 'CN'), origin(5_000, 'CN'), exit('US', 0, 5_000)]);
    expect(finding?.lots).toEqual(['LOT-0', 'LOT-5000']);
    expect(findingsOf(originLabel, [origin(0, 'CN'), exit('US', 77, 9_000_000)])).toEqual([]);
  });

  it('takes the country of a mine from its registration, and not from whoever digs there', () => {
    const pit = observed.facility({ registered: 'PIT', owner: 'MAKER', country: 'MM' });
    const dug = lotOf({ lotNumber: 0, lot: 'LOT-0', kind: 'mined', country: 'LA', facility: 'PIT' });
    const [finding] = findingsOf(originLabel, [pit, observed.origin({ lot: dug }), exit('LA', 0)]);
    expect(finding).toMatchObject({ severity: 'medium', numbers: { countries: 'MM' } });
    expect(finding?.sentence).toMatch(/was done in MM; LA is only stated of what was dug or collected at a facility/);
    expect(findingsOf(originLabel, [pit, observed.origin({ lot: dug }), exit('MM', 0)])).toEqual([]);
    const imported = observed.origin({ lot: { ...dug, kind: 'imported' } });
    expect(findingsOf(originLabel, [pit, imported, exit('LA', 0)])).toEqual([]);
  });

  it("doubts a step that a party says it did at somebody else's plant in another country", () => {
    const registered = [
      observed.party({ registered: 'MAKER', country: 'CN' }),
      observed.facility({ registered: 'PLANT-TH', owner: 'THAI', country: 'TH' }),
    ];
    const labelled = (party: string) => [...registered, origin(0, 'CN'), sinteredInThailand(party), exit('TH', 1)];
    const [finding] = findingsOf(originLabel, labelled('MAKER'));
    expect(finding).toMatchObject({ severity: 'low', lots: ['LOT-1'] });
    expect(finding?.sentence).toMatch(/its lot LOT-1 was done there is said by a party of another country alone/);
    expect(findingsOf(originLabel, labelled('THAI'))).toEqual([]);
    // What is sure of another part of a blend is sure of the blend.
    const blend = [origin(2, 'TH'), step('blend', [1, 2], 3, 'CN'), exit('TH', 3)];
    expect(findingsOf(originLabel, [...labelled('THAI'), ...blend])).toEqual([]);
    expect(findingsOf(originLabel, [...labelled('MAKER').slice(0, -1), ...blend])).toEqual([]);
  });
});
