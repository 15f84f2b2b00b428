/** What was stated of a shipment when it was packed, and when it left: for whom, where to, under which papers. */
import type { Evidence } from '@lodestone/evidence/verify-bundle.ts';
import { formatPlace } from '@lodestone/evidence/place.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-value.ts';
import { shorten } from '@lodestone/proof/show.ts';
import { countryName } from './country-name.ts';

export interface ShipmentPaper {
  readonly act: 'Packed' | 'Exited';
  readonly party: string;
  /** As the author states it. */
  readonly occurredAt: string;
  readonly details: readonly (readonly [title: string, value: string])[];
  /** The event that corrected this one later, where the bundle has one and it took effect: the details are its own. */
  readonly correctedBy: string | null;
  /** By that event; the details are those that count no more. */
  readonly isVoided: boolean;
}

const ACTS: Readonly<Record<string, ShipmentPaper['act']>> = {
  'shipment-packed': 'Packed',
  'shipment-exited': 'Exited',
};

/** Said elsewhere on the page, or of no use to people. */
const LEFT_OUT = new Set(['id', 'type', 'shipment', 'occurredAt', 'lots', 'sealed', 'extra', 'onBehalfOf']);
const DETAILS_MAX = 20;
const COUNTRIES = new Set(['destination', 'country']);
const ABBREVIATIONS: Readonly<Record<string, string>> = { hsCode: 'HS code' };

/** The papers of the shipment that the evidence is about, by place in the log. */
export function shipmentPapers({ bundle: { claim }, authors: { events }, happened }: Evidence): ShipmentPaper[] {
  const { kind, id } = claim.subject;
  if (kind !== 'shipment') return [];
  return [...events.values()].flatMap((said) => {
    const { eventNumber, type, party } = said;
    const { standing, standingNumber } = happened.get(eventNumber) ?? { standing: said, standingNumber: eventNumber };
    const { event } = standing ?? said;
    const act = ACTS[type];
    const { shipment, occurredAt } = event;
    if (act === undefined || shipment !== id || typeof occurredAt !== 'string') return [];
    const correctedBy = standingNumber === eventNumber ? null : formatPlace(standingNumber);
    return [{ act, party, occurredAt, details: detailsOf(event), correctedBy, isVoided: standing === null }];
  });
}

function detailsOf(event: JsonObject): [title: string, value: string][] {
  return Object.entries(event)
    .filter(([member]) => !LEFT_OUT.has(member))
    .flatMap<[string, string]>(([member, value]) => {
      const text = textOf(member, value);
      return text === null ? [] : [[titleOf(member), shorten(text)]];
    })
    .slice(0, DETAILS_MAX);
}

/** Null of what has no short text. */
function textOf(member: string, value: JsonValue): string | null {
  if (typeof value === 'number') return member === 'netMilligrams' ? formatKilograms(BigInt(value)) : String(value);
  if (typeof value === 'string') return COUNTRIES.has(member) ? countryName(value) : value;
  if (!Array.isArray(value)) return null;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === 0 ? null : texts.join(', ');
}

/** `endUser` → `End user`; the names are of the schema, and whatever else an event has. */
function titleOf(member: string): string {
  if (member === 'netMilligrams') return 'Net weight';
  const words = member.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return ABBREVIATIONS[member] ?? shorten(`${words.slice(0, 1).toUpperCase()}${words.slice(1)}`);
}
