/** The state of a lot, transfer or shipment as a text and back, exactly: what a replay writes to its scratch. */
import type { NamedThing } from '@lodestone/custody/state/custody-state.ts';
import type { AssayState, LotState } from '@lodestone/custody/state/state-of-lots.ts';
import type { Whereabouts } from '@lodestone/custody/whereabouts.ts';
import type { HandshakeState } from '@lodestone/custody/state/state-of-transfers.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { MutableElementMasses } from '@lodestone/custody/element-masses.ts';
import { formatValue, parseValue } from '../detect/value-text.ts';

/** A lot without the names of its members, since millions are written; amounts as texts, since JSON has no bigint. */
type LotText = readonly [
  lot: string,
  lotNumber: number,
  form: LotState['form'],
  product: string | null,
  country: string,
  custodian: string,
  whereabouts: Whereabouts,
  touchedBy: string,
  touchedAt: string,
  touchedNumber: number,
  unit: string | null,
  owner: LotState['owner'],
  ownedNumber: LotState['ownedNumber'],
  countedNumber: LotState['countedNumber'],
  hold: LotState['hold'],
  step: number | null,
  netMilligrams: string | null,
  volumeMillilitres: string | null,
  pieces: string | null,
  assay: AssayState | null,
  uncertaintyPartsPerMillion: number | null,
  /** Element, mass, element, mass … */
  ...elementMilligrams: string[],
];

/** Writes a lot as a list, anything else as an object. */
export function formatThing(thing: NamedThing): string {
  if (thing.kind !== 'lot') return JSON.stringify(thing);
  const { lot, lotNumber, form, product, country, custodian, whereabouts, remaining, unit, owner, ownedNumber, hold } =
    thing;
  const { touchedBy, touchedAt, touchedNumber, countedNumber, assay, uncertaintyPartsPerMillion, step } = thing;
  const { netMilligrams, volumeMillilitres, pieces, elementMilligrams } = remaining;
  const elements: string[] = [];
  for (const element in elementMilligrams) {
    elements.push(element, String(elementMilligrams[element as ElementSymbol]));
  }
  const bulk = [textOf(netMilligrams), textOf(volumeMillilitres), textOf(pieces)] as const;
  const what = [lot, lotNumber, form, product, country] as const;
  const held = [
    custodian,
    whereabouts,
    touchedBy,
    touchedAt,
    touchedNumber,
    unit,
    owner,
    ownedNumber,
    countedNumber,
    hold,
    step,
  ] as const;
  const text: LotText = [...what, ...held, ...bulk, assay, uncertaintyPartsPerMillion, ...elements];
  return JSON.stringify(text);
}

/** Reads what `formatThing` has written. */
export function parseThing(text: string): NamedThing {
  const value = JSON.parse(text) as LotText | Exclude<NamedThing, LotState>;
  if (!isList(value)) return value;
  const [lot, lotNumber, form, product, country, custodian, whereabouts, touchedBy, touchedAt, ...others] = value;
  const [touchedNumber, unit, owner, ownedNumber, countedNumber, hold, step, ...amounts] = others;
  const [net, volume, pieces, assay, uncertaintyPartsPerMillion, ...elements] = amounts;
  const elementMilligrams: MutableElementMasses = {};
  for (let index = 0; index < elements.length; index += 2) {
    elementMilligrams[elements[index] as ElementSymbol] = BigInt(elements[index + 1] as string);
  }
  const bulk = { netMilligrams: exact(net), volumeMillilitres: exact(volume), pieces: exact(pieces) };
  const remaining = { ...bulk, elementMilligrams };
  const what = { lot, lotNumber, form, product, country };
  const touched = { touchedBy, touchedAt, touchedNumber };
  const held = { custodian, whereabouts, remaining, unit, owner, ownedNumber, hold, ...touched, step };
  return { kind: 'lot', ...what, ...held, countedNumber, assay, uncertaintyPartsPerMillion };
}

/** Writes what is known of a transfer's handshake. */
export function formatHandshake(handshake: HandshakeState): string {
  return formatValue(handshake);
}

/** Reads what `formatHandshake` has written. */
export function parseHandshake(text: string): HandshakeState {
  return parseValue(text) as HandshakeState;
}

function isList(value: LotText | Exclude<NamedThing, LotState>): value is LotText {
  return Array.isArray(value);
}

function textOf(amount: bigint | null): string | null {
  return amount === null ? null : amount.toString();
}

function exact(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
