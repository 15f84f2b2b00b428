/** The columns in which amounts stand, wherever an event holds a quantity. */
import { ELEMENT_SYMBOLS, tradeOxide } from '@lodestone/custody/element.ts';
import type { Column, QuantityBlock, QuantityPart } from './column.ts';

type Part = Exclude<QuantityPart, 'elements'>;

const PARTS: Readonly<Record<Part, Omit<Column, 'name'>>> = {
  net: { kind: 'mass', member: 'net', unit: 'kg', about: 'net mass as weighed: wet, without packaging' },
  volume: { kind: 'volume', member: 'volume', unit: 'L', about: 'volume, of liquids' },
  pieces: { kind: 'count', member: 'pieces', about: 'count of finished items' },
  moisture: { kind: 'share', member: 'moisture', unit: '%', about: 'water as a share of the net mass' },
  gross: { kind: 'mass', member: 'gross', unit: 'kg', about: 'mass with packaging' },
  tare: { kind: 'mass', member: 'tare', unit: 'kg', about: 'mass of the packaging' },
  coating: { kind: 'mass', member: 'coating', unit: 'kg', about: 'what of the net mass is coating, not alloy' },
  'loss on ignition': { kind: 'share', member: 'lossOnIgnition', unit: '%', about: 'loss on ignition' },
  thorium: { kind: 'share', member: 'thorium', unit: 'ppm', about: 'thorium' },
  uranium: { kind: 'share', member: 'uranium', unit: 'ppm', about: 'uranium' },
  uncertainty: {
    kind: 'share',
    member: 'uncertainty',
    unit: '%',
    about: 'standard uncertainty (one sigma) of each element, relative to its mass',
  },
};

/** Every part of a quantity as an event may state it. */
export const WHOLE_QUANTITY: readonly QuantityPart[] = [...(Object.keys(PARTS) as Part[]), 'elements'];

/** The same as an assay states it, whose uncertainty stands beside the quantity. */
export const ASSAYED_QUANTITY: readonly QuantityPart[] = WHOLE_QUANTITY.filter((part) => part !== 'uncertainty');

/** The columns of a block that have names of their own; those of elements are found by their formula. */
export function quantityColumns({ prefix, parts }: QuantityBlock): Column[] {
  return parts.flatMap((part) => {
    if (part !== 'elements') return [columnOf(part, prefix)];
    return TREO_PARTS.every((needed) => parts.includes(needed)) ? [treoColumn(prefix)] : [];
  });
}

/** TREO is a share of the dry mass. */
const TREO_PARTS: readonly QuantityPart[] = ['net', 'moisture'];

function columnOf(part: Part, prefix: string): Column {
  const column = PARTS[part];
  return { ...column, name: part, member: `${prefix}${column.member}` };
}

function treoColumn(prefix: string): Column {
  const about = 'all rare-earth oxides as a share of the dry mass; goes with `Nd2O3 % of TREO` and the like';
  return { name: 'treo', kind: 'share', member: `${prefix}treo`, unit: '%', about };
}

/** The column of an element or a trade oxide, by its formula; null when the block has none. */
export function elementColumn(
  { prefix, parts }: QuantityBlock,
  formula: string,
  unit: string | null,
  ofTreo: boolean,
): Column | null {
  if (!parts.includes('elements')) return null;
  const isElement = (ELEMENT_SYMBOLS as readonly string[]).includes(formula);
  const isOxide = ELEMENT_SYMBOLS.some((element) => tradeOxide(element) === formula);
  // A whole quantity says what was not detected; a part of a lot has no place for it.
  const column = {
    name: formula,
    about: '',
    ...(parts.includes('moisture') ? { mayBeUndetected: true as const } : {}),
  };
  if (isOxide && ofTreo) return { ...column, kind: 'share', member: `${prefix}oxideShares.${formula}` };
  if (isElement && (unit === '%' || unit === 'ppm')) {
    return { ...column, kind: 'share', member: `${prefix}elementShares.${formula}` };
  }
  if (isElement) return { ...column, kind: 'mass', member: `${prefix}elements.${formula}` };
  return isOxide ? { ...column, kind: 'mass', member: `${prefix}oxides.${formula}` } : null;
}
