import { describe, expect, test } from 'vitest';
import { ancestryOf } from '../src/ancestry.ts';
import { apportionMixing } from '../src/attribution/apportion-mixing.ts';
import type { LineageSubject } from '../src/graph.ts';
import { mixingOf } from '../src/attribution/mixing.ts';
import { attributeExactly } from '../testing/exact-attribution.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

/** `BLEND-0`, and then ever more of `C` in it at ratios that do not cancel. */
function dilute(lineage: LineageBuilder, blends: number): LineageBuilder {
  for (let blend = 1; blend <= blends; blend += 1) {
    const pool = { [`BLEND-${blend - 1}`]: { Nd: 1_000_003n }, C: { Nd: BigInt(blend) } };
    lineage.step({ inputs: pool, outputs: { [`BLEND-${blend}`]: { Nd: 1n } } });
  }
  return lineage;
}

function threeOrigins(): LineageBuilder {
  const lineage = lineageBuilder();
  for (const lot of ['A', 'B', 'C']) lineage.origin(lot, { Nd: 1n });
  return lineage;
}

/** `A` and `B` meet half and half. */
function twins(blends: number): LineageBuilder {
  const lineage = threeOrigins();
  lineage.step({ inputs: { A: { Nd: 5n }, B: { Nd: 5n } }, outputs: { 'BLEND-0': { Nd: 10n } } });
  return dilute(lineage, blends);
}

/** `A` and `B` go the same way apart, each through a blend with `C`, and then meet half and half. */
function mirrorImages(blends: number): LineageBuilder {
  const lineage = threeOrigins();
  lineage.step({ inputs: { A: { Nd: 5n }, C: { Nd: 5n } }, outputs: { LEFT: { Nd: 10n } } });
  lineage.step({ inputs: { B: { Nd: 5n }, C: { Nd: 5n } }, outputs: { RIGHT: { Nd: 10n } } });
  lineage.step({ inputs: { LEFT: { Nd: 10n }, RIGHT: { Nd: 10n } }, outputs: { 'BLEND-0': { Nd: 20n } } });
  return dilute(lineage, blends);
}

function subjectOf({ lotNumber }: LineageBuilder, lot: string, milligrams: bigint): LineageSubject {
  return {
    kind: 'lot',
    id: lot,
    parts: [{ lotNumber: lotNumber(lot), at: 0, elementMilligrams: { Nd: milligrams } }],
    missing: [],
  };
}

function solve(lineage: LineageBuilder, subject: LineageSubject) {
  const mixing = mixingOf(ancestryOf(lineage.graph, subject), subject, 'Nd');
  const { origins, rounds } = apportionMixing(mixing);
  return { rounds, masses: Object.fromEntries(origins.map(({ lot, milligrams }) => [lot, milligrams])) };
}

describe('apportioning a mixing', () => {
  test('computes a few blends exactly at once, a tie included', () => {
    const lineage = mirrorImages(3);
    expect(solve(lineage, subjectOf(lineage, 'BLEND-3', 2n))).toEqual({ rounds: 1, masses: { A: 1n, B: 0n, C: 1n } });
  });

  test('settles many blends at the first scale when nothing ties', () => {
    const lineage = mirrorImages(60);
    expect(solve(lineage, subjectOf(lineage, 'BLEND-60', 3n)).rounds).toBe(1);
  });

  test('sees a tie of origins that went into the same blends at the first scale', () => {
    const lineage = twins(60);
    const subject = subjectOf(lineage, 'BLEND-60', 1n);
    expect(solve(lineage, subject)).toEqual({ rounds: 1, masses: { A: 1n, B: 0n, C: 0n } });
  });

  test('does not take for a tie what the same blends hold by a hair more of', () => {
    const lineage = threeOrigins();
    const pool = { A: { Nd: 499_999_999n }, B: { Nd: 500_000_001n } };
    lineage.step({ inputs: pool, outputs: { 'BLEND-0': { Nd: 1n } } });
    for (let blend = 1; blend <= 15; blend += 1) {
      const inputs = { [`BLEND-${blend - 1}`]: { Nd: 100_000_007n }, C: { Nd: 1n } };
      lineage.step({ inputs, outputs: { [`BLEND-${blend}`]: { Nd: 1n } } });
    }
    const subject = subjectOf(lineage, 'BLEND-15', 1n);
    // At a scale of 26 bits the two arrive as equal, and their shares are 0.500000 both.
    const mixing = mixingOf(ancestryOf(lineage.graph, subject), subject, 'Nd');
    expect(apportionMixing(mixing, 26).origins.map(({ lot, milligrams }) => [lot, milligrams])).toEqual([
      ['A', 0n],
      ['B', 1n],
      ['C', 0n],
    ]);
  });

  test('squares the scale until it proves a tie of many blends', () => {
    const lineage = mirrorImages(60);
    // 60 denominators of about 20 bits: in doubt at 128, 256, 512 and 1,024 bits, and exact at the product of them.
    const subject = subjectOf(lineage, 'BLEND-60', 2n);
    expect(solve(lineage, subject)).toEqual({ rounds: 5, masses: { A: 1n, B: 0n, C: 1n } });
    expect(attributeExactly(lineage.graph, subject, 'Nd')?.origins.map(({ lot }) => lot)).toEqual(['A', 'C', 'B']);
  });

  test('sees a mass below a whole milligram by less than the first scale can show', () => {
    const lineage = lineageBuilder();
    lineage.origin('OLD', { Nd: 1n });
    lineage.origin('NEW', { Nd: 1n });
    lineage.step({ inputs: { OLD: { Nd: 1n } }, outputs: { 'STOCK-0': { Nd: 1n } } });
    // A thousand refills leave 10⁻¹⁰⁰⁰ of the first stock: the new material is short of 5 mg by that.
    for (let refill = 1; refill <= 1_000; refill += 1) {
      lineage.step({
        inputs: { [`STOCK-${refill - 1}`]: { Nd: 1n }, NEW: { Nd: 9n } },
        outputs: { [`STOCK-${refill}`]: { Nd: 10n } },
      });
    }
    const { rounds, masses } = solve(lineage, subjectOf(lineage, 'STOCK-1000', 5n));
    expect(masses).toEqual({ OLD: 0n, NEW: 5n });
    expect(rounds).toBeGreaterThan(3);
  });

  test('needs no arithmetic where nothing mixes, however deep', () => {
    const lineage = lineageBuilder();
    lineage.origin('ORE', { Nd: 1n });
    let last = 'ORE';
    for (let depth = 0; depth < 20_000; depth += 1) {
      lineage.step({ inputs: { [last]: { Nd: 7n } }, outputs: { [`LOT-${depth}`]: { Nd: 5n } }, losses: { Nd: 1n } });
      last = `LOT-${depth}`;
    }
    const subject = subjectOf(lineage, last, 3n);
    expect(mixingOf(ancestryOf(lineage.graph, subject), subject, 'Nd').nodes).toHaveLength(2);
    expect(solve(lineage, subject)).toEqual({ rounds: 1, masses: { ORE: 3n } });
  });

  test('recognises one composition by whatever ways it comes', () => {
    const lineage = twins(0);
    lineage.step({ name: 'split', inputs: { 'BLEND-0': { Nd: 10n } }, outputs: { X: { Nd: 3n }, Y: { Nd: 7n } } });
    lineage.step({ name: 'merge', inputs: { X: { Nd: 3n }, Y: { Nd: 7n } }, outputs: { Z: { Nd: 10n } } });
    const subject = subjectOf(lineage, 'Z', 10n);
    const { nodes } = mixingOf(ancestryOf(lineage.graph, subject), subject, 'Nd');
    expect(nodes.filter(({ kind }) => kind === 'mixture')).toEqual([
      {
        kind: 'mixture',
        denominator: 10n,
        parts: [
          { node: 1, numerator: 5n },
          { node: 2, numerator: 5n },
        ],
      },
    ]);
  });
});
