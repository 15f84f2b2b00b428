/**
 * One quantity seen on every basis that people speak of: wet, dry, oxide, TREO and element. The milligrams of the
 * elements are what is conserved; all else here is computed from them for a reader, and never added up or stored.
 */
import { type ElementSymbol, tradeOxide } from './element.ts';
import { type ElementMasses, statedElements, totalMilligrams } from './element-masses.ts';
import { oxideMassOf, totalOxideMass } from './oxide-mass.ts';
import { roundHalfEven } from './round-half-even.ts';

const PARTS_PER_MILLION = 1_000_000n;

/** What the views are computed from. The shares that a quantity states ride along with whatever is left of it. */
export interface ViewedQuantity {
  /** As weighed, wet; null when there is none on record, as of a liquor. */
  readonly netMilligrams: bigint | null;
  readonly elementMilligrams: ElementMasses;
  /** Of the net mass; null when nothing is stated. */
  readonly moisturePartsPerMillion: bigint | null;
  /** Nickel, zinc or epoxy on a magnet, part of the net mass; null when nothing is stated. */
  readonly coatingMilligrams: bigint | null;
}

export interface ElementView {
  readonly element: ElementSymbol;
  readonly milligrams: bigint;
  readonly oxide: string;
  readonly oxideMilligrams: bigint;
  /** Null where no net mass is on record. */
  readonly partsPerMillionOfNet: bigint | null;
  /** Of the alloy alone; null unless a coating is stated. */
  readonly partsPerMillionOfUncoated: bigint | null;
}

export interface QuantityViews {
  readonly netMilligrams: bigint | null;
  readonly moisturePartsPerMillion: bigint | null;
  /** Net × (1 − moisture). Where no moisture is stated none is taken off, and a reader is told so. */
  readonly dryMilligrams: bigint | null;
  readonly coatingMilligrams: bigint | null;
  /** Net − coating; null unless a coating is stated. */
  readonly uncoatedMilligrams: bigint | null;
  /** All rare earths as elements; null when no element is stated, which is not the same as none. */
  readonly rareEarthMilligrams: bigint | null;
  readonly rareEarthPartsPerMillionOfNet: bigint | null;
  readonly rareEarthPartsPerMillionOfUncoated: bigint | null;
  /** All rare earths as trade oxides. */
  readonly treoMilligrams: bigint | null;
  readonly treoPartsPerMillionOfDry: bigint | null;
  /** By atomic number. */
  readonly elements: readonly ElementView[];
}

/** Computes every view that the quantity allows. Each number is rounded once, half to even, from exact fractions. */
export function viewsOf(quantity: ViewedQuantity): QuantityViews {
  const { netMilligrams, elementMilligrams, moisturePartsPerMillion, coatingMilligrams } = quantity;
  const stated = statedElements(elementMilligrams);
  const rareEarthMilligrams = stated.length === 0 ? null : totalMilligrams(elementMilligrams);
  const dry = netMilligrams === null ? null : netMilligrams * (PARTS_PER_MILLION - (moisturePartsPerMillion ?? 0n));
  const uncoatedMilligrams =
    netMilligrams === null || coatingMilligrams === null ? null : netMilligrams - coatingMilligrams;
  const treo = totalOxideMass(elementMilligrams);
  return {
    netMilligrams,
    moisturePartsPerMillion,
    dryMilligrams: dry === null ? null : roundHalfEven(dry, PARTS_PER_MILLION),
    coatingMilligrams,
    uncoatedMilligrams,
    rareEarthMilligrams,
    rareEarthPartsPerMillionOfNet: partsPerMillion(rareEarthMilligrams, netMilligrams),
    rareEarthPartsPerMillionOfUncoated: partsPerMillion(rareEarthMilligrams, uncoatedMilligrams),
    treoMilligrams: rareEarthMilligrams === null ? null : roundHalfEven(treo.numerator, treo.denominator),
    treoPartsPerMillionOfDry:
      rareEarthMilligrams === null || dry === null || dry === 0n
        ? null
        : roundHalfEven(treo.numerator * PARTS_PER_MILLION * PARTS_PER_MILLION, treo.denominator * dry),
    elements: stated.map(([element, milligrams]) => {
      const oxideMass = oxideMassOf(element, milligrams);
      return {
        element,
        milligrams,
        oxide: tradeOxide(element),
        oxideMilligrams: roundHalfEven(oxideMass.numerator, oxideMass.denominator),
        partsPerMillionOfNet: partsPerMillion(milligrams, netMilligrams),
        partsPerMillionOfUncoated: partsPerMillion(milligrams, uncoatedMilligrams),
      };
    }),
  };
}

function partsPerMillion(part: bigint | null, whole: bigint | null): bigint | null {
  return part === null || whole === null || whole === 0n ? null : roundHalfEven(part * PARTS_PER_MILLION, whole);
}
