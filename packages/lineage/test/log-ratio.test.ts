import { describe, expect, it } from 'vitest';
import { logComposition, logRatioDistance } from '../src/log-ratio.ts';
import { nearestOre, ORE_SIGNATURES } from '../src/ore-signatures.ts';

describe('the log-ratio distance', () => {
  const ore = { La: 250n, Ce: 500n, Nd: 200n, Pr: 50n };

  it('is 0 between the same proportions, whatever they weigh', () => {
    const heavier = { La: 2500n, Ce: 5000n, Nd: 2000n, Pr: 500n };
    expect(logRatioDistance(logComposition(ore), logComposition(heavier), 1)?.distance).toBeCloseTo(0, 12);
  });

  it('is that of the centred logarithms, and names what differs most', () => {
    const doubled = logRatioDistance(logComposition({ ...ore, La: 500n }), logComposition(ore), 1);
    // ln 2 in one of four: √(ln² 2 × (1 − 1 ÷ 4)).
    expect(doubled?.distance).toBeCloseTo(Math.log(2) * Math.sqrt(3 / 4), 12);
    expect(doubled?.most).toBe('La');
    expect(doubled?.elements).toBe(4);
  });

  it('compares what both have, and no traces', () => {
    const traced = { ...ore, Tb: 1n };
    expect(logRatioDistance(logComposition(traced), logComposition({ ...ore, Tb: 2n }), 10_000)?.elements).toBe(4);
    expect(logRatioDistance(logComposition(traced), logComposition(ore), 10)?.elements).toBe(4);
    expect(logRatioDistance(logComposition({ La: 1n }), logComposition(ore), 10)).toBeNull();
  });
});

describe('the nearest ore', () => {
  it('is each ore itself', () => {
    for (const signature of ORE_SIGNATURES) expect(nearestOre(signature.composition)?.ore).toBe(signature.ore);
  });

  it('is none where too little is stated', () => {
    expect(nearestOre(logComposition({ Nd: 1n, Pr: 1n }))).toBeNull();
  });
});
