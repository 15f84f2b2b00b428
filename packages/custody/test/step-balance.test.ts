import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBalances, balanceOfStep, closurePercent, sumLosses, type WeighedStep } from '../src/step-balance.ts';

const NOTHING: WeighedStep = {
  inputElementMilligrams: {},
  openingElementMilligrams: {},
  outputElementMilligrams: {},
  closingElementMilligrams: {},
  losses: [],
};

describe('the balance of a step', () => {
  test('has everything that went in and came out, losses by kind', () => {
    const balance = balanceOfStep({
      inputElementMilligrams: { Nd: 1_000n, Dy: 50n },
      openingElementMilligrams: { Nd: 200n },
      outputElementMilligrams: { Nd: 900n, Dy: 60n },
      closingElementMilligrams: { Nd: 150n },
      losses: [
        { kind: 'residue', elementMilligrams: { Nd: 40n } },
        { kind: 'dust', elementMilligrams: { Nd: 9n, Dy: 0n } },
        { kind: 'residue', elementMilligrams: { Nd: 1n } },
      ],
    });
    expect(balance).toEqual({
      Nd: {
        inMilligrams: 1_000n,
        outMilligrams: 900n,
        lossMilligrams: { residue: 41n, dust: 9n },
        inProcessMilligrams: -50n,
        unaccountedMilligrams: 100n,
        gainedMilligrams: 0n,
      },
      Dy: {
        inMilligrams: 50n,
        outMilligrams: 60n,
        lossMilligrams: {},
        inProcessMilligrams: 0n,
        unaccountedMilligrams: 0n,
        gainedMilligrams: 10n,
      },
    });
  });

  test('added to another hides no loss behind a gain', () => {
    const lossy = balanceOfStep({
      ...NOTHING,
      inputElementMilligrams: { Tb: 100n },
      outputElementMilligrams: { Tb: 90n },
    });
    const gaining = balanceOfStep({
      ...NOTHING,
      inputElementMilligrams: { Tb: 90n },
      outputElementMilligrams: { Tb: 95n },
    });
    expect(addBalances(lossy, gaining).Tb).toMatchObject({
      inMilligrams: 190n,
      outMilligrams: 185n,
      unaccountedMilligrams: 10n,
      gainedMilligrams: 5n,
    });
  });

  test('adds up, whatever the steps: in + gained = out + losses + in process + unaccounted', () => {
    const masses = fc.record({ Nd: fc.bigInt(0n, 1_000_000n) });
    const steps = fc.array(
      fc.record({
        inputElementMilligrams: masses,
        openingElementMilligrams: masses,
        outputElementMilligrams: masses,
        closingElementMilligrams: masses,
        losses: fc.array(fc.record({ kind: fc.constantFrom('dust', 'residue'), elementMilligrams: masses })),
      }),
    );
    fc.assert(
      fc.property(steps, (all) => {
        const { Nd } = all.map(balanceOfStep).reduce(addBalances, {});
        if (Nd === undefined) return;
        expect(Nd.inMilligrams + Nd.gainedMilligrams).toBe(
          Nd.outMilligrams + sumLosses(Nd.lossMilligrams) + Nd.inProcessMilligrams + Nd.unaccountedMilligrams,
        );
      }),
    );
  });
});

const closureOf = (taken: bigint, out: bigint, inProcess = 0n, lost = 0n) =>
  closurePercent({
    inMilligrams: taken,
    outMilligrams: out,
    lossMilligrams: { dust: lost },
    inProcessMilligrams: inProcess,
    unaccountedMilligrams: 0n,
    gainedMilligrams: 0n,
  });

describe('closure', () => {
  test.for([
    [1_000n, 1_000n, '100.00'],
    [1_000n, 985n, '98.50'],
    [3n, 1n, '33.33'],
    [3n, 2n, '66.66'],
    [1_000n, 3n, '0.30'],
    [1_000n, 0n, '0.00'],
    // A milligram in a tonne is not rounded into a balance that closes.
    [1_000_000_000n, 999_999_999n, '99.99'],
    [1_000_000_000n, 1_000_000_001n, '100.01'],
    [9_007_199_254_740_993n, 9_007_199_254_740_992n, '99.99'],
  ] as const)('of %i mg taken and %i mg given is %s %%', ([taken, out, percent]) => {
    expect(closureOf(taken, out)).toBe(percent);
  });

  test('counts losses as accounted for', () => {
    expect(closureOf(1_000n, 900n, 0n, 50n)).toBe('95.00');
  });

  test('counts what a circuit keeps as given, and what it gives up as taken', () => {
    expect(closureOf(1_000n, 700n, 200n)).toBe('90.00');
    expect(closureOf(1_000n, 1_080n, -200n)).toBe('90.00');
  });

  test('of nothing taken is none', () => {
    expect(closureOf(0n, 10n)).toBeNull();
  });
});
