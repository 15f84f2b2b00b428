import { describe, expect, test } from 'vitest';
import { type Apportionment, apportion as apportionAmongKin } from '../src/attribution/apportion.ts';

/** Fine enough that no share is in doubt. */
const MILLION = 1_000_000_000n;
const scaled = (...tenths: number[]) => tenths.map((tenth) => (BigInt(tenth) * MILLION) / 10n);

/** Among claimants of whom no two are known to be equal. */
function apportion(lowerBounds: readonly bigint[], scale: bigint, totalMilligrams: bigint): Apportionment {
  return apportionAmongKin(lowerBounds, scale, totalMilligrams, [...lowerBounds.keys()]);
}

describe('apportioning whole milligrams', () => {
  test('gives the milligrams left to the largest remainders', () => {
    expect(apportion(scaled(14, 9, 7), MILLION, 3n)).toEqual({
      milligrams: [1n, 1n, 1n],
      shareMillionths: [466_667n, 300_000n, 233_333n],
    });
    expect(apportion(scaled(14, 3, 3), MILLION, 2n)).toMatchObject({ milligrams: [2n, 0n, 0n] });
  });

  test('gives ties to the earlier claimant when the masses are exact', () => {
    expect(apportion(scaled(5, 5, 5, 5), MILLION, 2n)).toMatchObject({ milligrams: [1n, 1n, 0n, 0n] });
  });

  test('leaves a tie undecided when the masses are short of anything', () => {
    expect(apportion([MILLION / 2n, MILLION / 2n - 1n], MILLION, 1n)).toBe('undecided');
  });

  test('decides a tie of claimants known to be equal by their order', () => {
    const half = MILLION / 2n - 1n;
    const bounds = [half, half, MILLION + 1n];
    expect(apportionAmongKin(bounds, MILLION, 2n, [0, 0, 1])).toMatchObject({ milligrams: [1n, 0n, 1n] });
    expect(apportionAmongKin(bounds, MILLION, 2n, [0, 1, 2])).toBe('undecided');
  });

  test('leaves it undecided when a third claimant may come between those known to be equal', () => {
    const [eight = 0n, four = 0n, nine = 0n, seven = 0n] = scaled(8, 4, 9, 7);
    // The third may be as large as the second of the twins, of whom one gets a milligram and one does not.
    expect(apportionAmongKin([four, four, four - 1n, eight], MILLION, 2n, [0, 0, 1, 2])).toBe('undecided');
    expect(apportionAmongKin([seven, seven, seven + 1n, nine - 2n], MILLION, 3n, [0, 0, 1, 2])).toBe('undecided');
    // Further off than the shortfall, it may not.
    expect(apportionAmongKin([four, four, four - 3n, eight + 2n], MILLION, 2n, [0, 0, 1, 2])).toMatchObject({
      milligrams: [1n, 0n, 0n, 1n],
    });
  });

  test('decides when the shortfall cannot change who comes first', () => {
    expect(apportion([(MILLION * 6n) / 10n, (MILLION * 4n) / 10n - 1n], MILLION, 1n)).toMatchObject({
      milligrams: [1n, 0n],
    });
  });

  test('leaves a mass undecided that may be a whole milligram', () => {
    expect(apportion([MILLION - 1n, MILLION], MILLION, 2n)).toBe('undecided');
  });

  test('leaves a share undecided that may be halfway between two', () => {
    // 1.5 of 192 is 0.0078125: half up it is 0.007813, but with ever so little less 0.007812.
    const exact = scaled(15, 1_002, 903);
    expect(apportion(exact, MILLION, 192n)).toEqual({
      milligrams: [2n, 100n, 90n],
      shareMillionths: [7_813n, 521_875n, 470_313n],
    });
    const [first = 0n, ...others] = exact;
    expect(apportion([first - 1n, ...others], MILLION, 192n)).toBe('undecided');
  });

  test('refuses to apportion more than there is', () => {
    expect(() => apportion([2n * MILLION], MILLION, 1n)).toThrow('more mass arrived');
  });
});
