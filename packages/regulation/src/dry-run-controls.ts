/** What a change of the control register would touch: the same things classified before and after, by country. Records nothing. */
import { type Classification, classify, type Control } from '@lodestone/custody/controls/classify.ts';
import type { Licence, LicenceStatus } from '@lodestone/custody/controls/licence.ts';
import { itemsInForce } from '@lodestone/custody/controls/list-standing.ts';
import type { ControlledMaterial } from '@lodestone/custody/controls/controlled-material.ts';
import type { ControlRegister } from '@lodestone/custody/controls/control-register.ts';

/** A lot in stock, which may go anywhere, or one that is packed for a country. */
export interface TouchableLot {
  readonly lot: string;
  readonly custodian: string;
  readonly material: ControlledMaterial;
  /** Null in stock. */
  readonly shipment: string | null;
  readonly destination: string | null;
}

export interface TouchedLot extends TouchableLot {
  readonly before: Classification['verdict'];
  readonly after: Classification['verdict'];
  /** Codes that cover it afterwards, and did not before; and the other way round. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Where it would go, in the order of their codes. `ELSEWHERE` stands for all that no list names. */
  readonly destinations: readonly string[];
}

/** Every country that no list names is treated alike. */
const ELSEWHERE = 'elsewhere';

export interface ControlChange {
  readonly before: ControlRegister;
  readonly after: ControlRegister;
  readonly at: string;
}

/** What of `lots` is treated otherwise after the change, at its time. A lot in stock is asked about for every country that a list names. */
export function touchedLots(change: ControlChange, lots: readonly TouchableLot[]): TouchedLot[] {
  const countries = [...namedCountries(change), ELSEWHERE];
  return lots.flatMap((lot) => {
    const asked = lot.destination === null ? countries : [lot.destination];
    const touched = asked.flatMap((destination) => compare(change, lot, destination) ?? []);
    const alike = Map.groupBy(touched, (treated) =>
      JSON.stringify([treated.before, treated.after, treated.gained, treated.lost]),
    );
    return [...alike.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [{ ...first, destinations: group.flatMap(({ destinations }) => destinations) }];
    });
  });
}

function compare({ before, after, at }: ControlChange, lot: TouchableLot, destination: string): TouchedLot | null {
  const itinerary = { destination, endUser: null, at, hsCode: null };
  const was = classify(lot.material, itinerary, before);
  const is = classify(lot.material, itinerary, after);
  const [old, anew] = [codesOf(was), codesOf(is)];
  const gained = anew.filter((code) => !old.includes(code));
  const lost = old.filter((code) => !anew.includes(code));
  if (was.verdict === is.verdict && gained.length === 0 && lost.length === 0) return null;
  return { ...lot, before: was.verdict, after: is.verdict, gained, lost, destinations: [destination] };
}

/** What binds it: where nothing is certain, what may. */
function codesOf({ verdict, controls, possible }: Classification): string[] {
  return (verdict === 'refer' ? possible : controls).map(({ list, code }) => `${code} of ${list}`);
}

function namedCountries({ before, after }: ControlChange): string[] {
  const versions = [before, after].flatMap(({ lists }) => lists.flatMap(({ versions: all }) => all));
  const named = versions.flatMap(({ jurisdiction, reach, items }) => [
    ...(reach === 'import' && jurisdiction !== 'EU' ? [jurisdiction] : []),
    ...items.flatMap(({ destinations = [], exceptDestinations = [] }) => [...destinations, ...exceptDestinations]),
  ]);
  return [...new Set(named)].sort();
}

/** A line of an open licence whose code asks for something else after the change. */
export interface TouchedLicence {
  readonly licence: string;
  readonly exporter: string;
  readonly status: LicenceStatus;
  readonly destination: string;
  readonly code: string;
  /** Null where no list in force has the code for that country. */
  readonly before: Control['requires'] | null;
  readonly after: Control['requires'] | null;
}

const OPEN: ReadonlySet<LicenceStatus> = new Set([
  'applied',
  'returned',
  'accepted',
  'waiting',
  'granted',
  'suspended',
]);

/** The open licences and applications of which a line is treated otherwise after the change, at its time. */
export function touchedLicences(
  { before, after, at }: ControlChange,
  licences: readonly Pick<Licence, 'licence' | 'exporter' | 'status' | 'destination' | 'lines'>[],
): TouchedLicence[] {
  return licences
    .filter(({ status }) => OPEN.has(status))
    .flatMap(({ licence, exporter, status, destination, lines }) => {
      const codes = [...new Set(lines.map(({ code }) => code))];
      const required = (register: ControlRegister, code: string) =>
        itemsInForce(register, at, destination).find(({ item }) => item.code === code)?.item.requires ?? null;
      return codes.flatMap((code) => {
        const [was, is] = [required(before, code), required(after, code)];
        return was === is ? [] : [{ licence, exporter, status, destination, code, before: was, after: is }];
      });
    });
}

/** How many lots and shipments are touched for each country, in the order of the countries. */
export function countByCountry(
  touched: readonly TouchedLot[],
): { destination: string; lots: number; shipments: number }[] {
  const destinations = [...new Set(touched.flatMap((one) => one.destinations))].sort();
  return destinations.map((destination) => {
    const there = touched.filter((one) => one.destinations.includes(destination));
    const shipments = new Set(there.flatMap(({ shipment }) => shipment ?? []));
    return { destination, lots: new Set(there.map(({ lot }) => lot)).size, shipments: shipments.size };
  });
}
