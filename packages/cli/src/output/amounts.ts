/** Amounts and times as cells and phrases. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { formatKilograms, formatLitres } from '@lodestone/custody/format-amount.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';

/** The measure that says how much there is: net mass, else volume, else nothing. */
export function formatMeasure({
  netMilligrams,
  volumeMillilitres,
}: Pick<Amounts, 'netMilligrams' | 'volumeMillilitres'>): string {
  if (netMilligrams !== null) return formatKilograms(netMilligrams);
  return volumeMillilitres === null ? '' : formatLitres(volumeMillilitres);
}

/** A time in UTC to the second, as tables show it under a heading that says so. */
export function formatTime(timestamp: string): string {
  return timestamp.slice(0, 'YYYY-MM-DDThh:mm:ss'.length).replace('T', ' ');
}

/** `Pr 29.1 kg · Nd 120.595 kg`: contained mass, metal basis. Elements of which there is none are left out. */
export function formatElements({ elementMilligrams }: Pick<Amounts, 'elementMilligrams'>): string {
  const parts: string[] = [];
  for (const element of ELEMENT_SYMBOLS) {
    const mass = elementMilligrams[element];
    if (mass !== undefined && mass > 0n) parts.push(`${element} ${formatKilograms(mass)}`);
  }
  return parts.join(' · ');
}

/** Kilograms under a heading that says so: `120.595`. */
export function formatFigure(milligrams: bigint): string {
  return formatKilograms(milligrams).replace(/ kg$/, '');
}

/** One element of several, if there is any of it; all of them where no one is asked for. */
export function onlyElement(masses: ElementMasses, only: ElementSymbol | undefined): ElementMasses {
  if (only === undefined) return masses;
  const mass = masses[only];
  return mass === undefined ? {} : { [only]: mass };
}
