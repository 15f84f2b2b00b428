/** Amounts as people write them, a number with its unit, as whole numbers of the unit that is kept. */
import type { Ratio } from './element.ts';

/** Why a typed amount was not understood; the message names the member and what was found. */
export class TypedQuantityError extends Error {
  readonly member: string;
  constructor(member: string, problem: string) {
    super(`${member}: ${problem}`);
    this.member = member;
  }
}

const MASS_UNITS = { t: 9, kg: 6, g: 3, mg: 0 } as const;
const VOLUME_UNITS = { m3: 6, L: 3, l: 3, mL: 0, ml: 0 } as const;
const SHARE_UNITS = { '%': 2, ppm: 6 } as const;
export const PARTS_PER_MILLION = 1_000_000n;

const AMOUNT_PATTERN = /^(\d+)(?:\.(\d+))? ?([A-Za-z%][A-Za-z0-9]*)$/;

/** A mass such as `1.5 t` in whole milligrams. Refuses what is finer than a milligram: it would have to be rounded. */
export function parseMassMilligrams(text: string, member: string): bigint {
  return wholeOf(parseScaled(text, member, MASS_UNITS, 'a mass such as 12.5 kg (t, kg, g, mg)'), member, text);
}

/** A volume such as `6 m3` in whole millilitres. */
export function parseVolumeMillilitres(text: string, member: string): bigint {
  return wholeOf(parseScaled(text, member, VOLUME_UNITS, 'a volume such as 250 L (m3, L, mL)'), member, text);
}

/** A share such as `15 %` or `900 ppm`, exactly. At most the whole. */
export function parseShare(text: string, member: string): Ratio {
  const { digits, decimals, exponent } = readAmount(text, member, SHARE_UNITS, 'a share such as 15 % or 900 ppm');
  const share = { numerator: digits, denominator: 10n ** BigInt(decimals + exponent) };
  if (share.numerator > share.denominator)
    throw new TypedQuantityError(member, `${text} is more than the whole, 100 %`);
  return share;
}

/** A share such as `15 %` in whole parts per million. Refuses what is finer. */
export function parsePartsPerMillion(text: string, member: string): bigint {
  const share = parseShare(text, member);
  const scaled = { digits: share.numerator * PARTS_PER_MILLION, divisor: share.denominator };
  return wholeOf(scaled, member, text, 'a part per million');
}

interface Scaled {
  readonly digits: bigint;
  readonly divisor: bigint;
}

function parseScaled(text: string, member: string, units: Readonly<Record<string, number>>, form: string): Scaled {
  const { digits, decimals, exponent } = readAmount(text, member, units, form);
  return { digits: digits * 10n ** BigInt(exponent), divisor: 10n ** BigInt(decimals) };
}

function readAmount(text: string, member: string, units: Readonly<Record<string, number>>, form: string) {
  const match = AMOUNT_PATTERN.exec(text);
  const [, whole = '', fraction = '', unit = ''] = match ?? [];
  const exponent = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (match === null || exponent === undefined)
    throw new TypedQuantityError(member, `${JSON.stringify(text)} is not ${form}`);
  return { digits: BigInt(whole + fraction), decimals: fraction.length, exponent };
}

function wholeOf({ digits, divisor }: Scaled, member: string, text: string, finest = 'the unit that is kept'): bigint {
  if (digits % divisor === 0n) return digits / divisor;
  throw new TypedQuantityError(member, `${text} is finer than ${finest}; round it yourself`);
}
