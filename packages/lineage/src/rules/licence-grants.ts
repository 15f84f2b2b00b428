/**
 * Licences as they were granted in the ledger, and what left under each: what D12 holds an exit against. Quantities are
 * those of the lots, whatever was declared of them.
 */
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { Severity } from '../finding.ts';
import type { DeclarationObservation, ExitObservation, LicenceObservation } from '../observation.ts';
import { remember, timeOf, type Window } from './recent.ts';

interface Declared {
  readonly at: number;
  readonly lines: DeclarationObservation['lines'];
}

export interface LicenceGrants {
  /** By id, the steps of each. */
  readonly steps: Map<string, { readonly at: number; readonly steps: readonly DocketStep[] }>;
  /** By the number on the paper, the id. */
  readonly ids: Map<string, { readonly at: number; readonly licence: string }>;
  /** By shipment. */
  readonly declared: Map<string, Declared>;
  /** By licence, then by shipment and form of goods. */
  readonly left: Map<string, { readonly at: number; readonly shipments: Map<string, ShipmentLeft> }>;
  /** By the event of an exit, what it used: a correction names the event alone. */
  readonly exits: Map<string, UsedByExit>;
}

interface UsedByExit {
  readonly at: number;
  readonly shipment: string;
  readonly licences: readonly string[];
}

/** By form of goods, in milligrams. */
type ShipmentLeft = ReadonlyMap<string, bigint>;

/** In what an exit differs from the licence that it was under. */
export interface GrantMismatch {
  readonly licence: string;
  readonly severity: Severity;
  readonly what: string;
  readonly granted: string;
  readonly found: string;
  /** Other shipments that make it one. */
  readonly shipments: readonly string[];
}

/** Of goods whose form no line of the licence names. */
const ANY_FORM = '';

export function startGrants(): LicenceGrants {
  return { steps: new Map(), ids: new Map(), declared: new Map(), left: new Map(), exits: new Map() };
}

export function noteLicence({ steps, ids }: LicenceGrants, observation: LicenceObservation, window: Window): void {
  const { licence, step } = observation;
  const at = timeOf(observation);
  const all = [...(steps.get(licence)?.steps ?? []), step];
  remember(steps, licence, { at, steps: all }, window);
  const number = licenceOf(all)?.number ?? null;
  if (number !== null) remember(ids, number, { at, licence }, window);
}

export function noteDeclaration(
  { declared }: LicenceGrants,
  observation: DeclarationObservation,
  window: Window,
): void {
  remember(declared, observation.shipment, { at: timeOf(observation), lines: observation.lines }, window);
}

/** An exit that was taken back has used nothing. Says what it had used: nothing where the event was no exit under a grant. */
export function forgetExit({ left, exits }: LicenceGrants, event: string): UsedByExit[] {
  const used = exits.get(event);
  if (used === undefined) return [];
  exits.delete(event);
  for (const licence of used.licences) left.get(licence)?.shipments.delete(used.shipment);
  return [used];
}

/** The licences of an exit that are known by their grants: those it was declared under, else the one that it names. */
export function grantsOf({ steps, ids, declared }: LicenceGrants, exit: ExitObservation): Licence[] {
  const lines = declared.get(exit.shipment)?.lines ?? [];
  const named = exit.licence === null ? [] : [ids.get(exit.licence)?.licence ?? exit.licence];
  const names = lines.length > 0 ? lines.map(({ licence }) => licence) : named;
  return [...new Set(names)].flatMap((name) => licenceOf(steps.get(name)?.steps ?? []) ?? []);
}

/** Notes what left, and says the gravest thing in which it differs from the licence; null where it is covered. */
export function useGrant(
  grants: LicenceGrants,
  licence: Licence,
  exit: ExitObservation,
  tolerancePartsPerMillion: number,
  window: Window,
): GrantMismatch | null {
  const before = grants.left.get(licence.licence)?.shipments ?? new Map<string, ShipmentLeft>();
  const milligrams = leftUnder(licence, exit, grants.declared.get(exit.shipment)?.lines ?? []);
  before.set(exit.shipment, milligrams);
  const at = timeOf(exit);
  remember(grants.left, licence.licence, { at, shipments: before }, window);
  const licences = [...(grants.exits.get(exit.event)?.licences ?? []), licence.licence];
  remember(grants.exits, exit.event, { at, shipment: exit.shipment, licences }, window);
  const others = [...before.keys()].filter((shipment) => shipment !== exit.shipment);
  return (
    standingMismatch(licence, exit) ??
    massMismatch(licence, before, tolerancePartsPerMillion, others) ??
    reuseMismatch(licence, exit, others) ??
    termMismatch(licence, exit)
  );
}

function standingMismatch({ licence, status, validFrom, validTo }: Licence, { occurredAt }: ExitObservation) {
  const found = (what: string, granted: string, now: string): GrantMismatch => {
    return { licence, severity: 'high', what, granted, found: now, shipments: [] };
  };
  if (status !== 'granted') return found('it was', 'granted', status);
  if (validFrom !== null && occurredAt < validFrom) return found('valid from', validFrom, occurredAt);
  if (validTo !== null && occurredAt >= validTo) return found('valid until', validTo, occurredAt);
  return null;
}

/** Under each form of goods what left, all shipments together, against what is granted for it. */
function massMismatch(
  licence: Licence,
  shipments: ReadonlyMap<string, ShipmentLeft>,
  tolerancePartsPerMillion: number,
  others: readonly string[],
): GrantMismatch | null {
  for (const [form, granted] of grantedByForm(licence)) {
    const left = [...shipments.values()].reduce((sum, one) => sum + (one.get(form) ?? 0n), 0n);
    if (left * 1_000_000n <= granted * BigInt(1_000_000 + tolerancePartsPerMillion)) continue;
    const what = form === ANY_FORM ? 'mass' : `mass of ${form}`;
    const [limit, found] = [formatKilograms(granted), formatKilograms(left)];
    return { licence: licence.licence, severity: 'high', what, granted: limit, found, shipments: others };
  }
  return null;
}

function reuseMismatch({ licence, kind }: Licence, { shipment }: ExitObservation, others: readonly string[]) {
  const [first] = others;
  if (kind !== 'single' || first === undefined) return null;
  const found: GrantMismatch = {
    licence,
    severity: 'high',
    what: 'shipments',
    granted: `one, which was ${first}`,
    found: shipment,
    shipments: others,
  };
  return found;
}

function termMismatch(licence: Licence, exit: ExitObservation): GrantMismatch | null {
  const endUsers = licence.endUser === null ? [] : [licence.endUser, ...licence.otherEndUsers];
  const forms = [...grantedByForm(licence).keys()];
  const others = exit.lines.flatMap(({ lot: { form } }) => (form === null || forms.includes(form) ? [] : [form]));
  const terms: readonly (readonly [
    what: string,
    granted: readonly (string | null)[],
    found: string | null,
    Severity,
  ])[] = [
    ['exporter', [licence.exporter], exit.exporter, 'medium'],
    ['destination', [licence.destination], exit.destination, 'medium'],
    ['end user', endUsers, exit.endUser, 'medium'],
    ['consignee', [licence.consignee], exit.consignee, 'medium'],
    ['form', forms.includes(ANY_FORM) ? [] : forms, others[0] ?? null, 'medium'],
    ['port', [licence.port], exit.port, 'low'],
    ['mode', [licence.mode], exit.mode, 'low'],
  ];
  for (const [what, granted, found, severity] of terms) {
    const stated = granted.filter((value) => value !== null);
    if (found === null || stated.length === 0 || stated.includes(found)) continue;
    return { licence: licence.licence, severity, what, granted: stated.join(' or '), found, shipments: [] };
  }
  return null;
}

/** By form what is granted: where goods fall under several codes, each code is granted for the same goods. */
function grantedByForm({ lines }: Licence): Map<string, bigint> {
  const byCode = new Map<string, Map<string, bigint>>();
  for (const { form, code, netMilligrams } of lines) {
    const codes = byCode.get(form ?? ANY_FORM) ?? new Map<string, bigint>();
    byCode.set(form ?? ANY_FORM, codes.set(code, (codes.get(code) ?? 0n) + netMilligrams));
  }
  return new Map([...byCode].map(([form, codes]) => [form, largest(codes.values())]));
}

function largest(masses: Iterable<bigint>): bigint {
  return [...masses].reduce((most, mass) => (mass > most ? mass : most), 0n);
}

/** By form what leaves: of one licence all goods that it is for, of several what each was declared for. */
function leftUnder(licence: Licence, exit: ExitObservation, declared: Declared['lines']): Map<string, bigint> {
  const forms = grantedByForm(licence);
  const left = new Map<string, bigint>();
  if (new Set(declared.map((line) => line.licence)).size > 1) {
    const own = declared.filter((line) => line.licence === licence.licence);
    for (const form of forms.keys()) left.set(form, declaredFor(licence, form, own));
    return left;
  }
  for (const { lot, amounts } of exit.lines) {
    const form = lot.form !== null && forms.has(lot.form) ? lot.form : ANY_FORM;
    left.set(form, (left.get(form) ?? 0n) + (amounts.netMilligrams ?? 0n));
  }
  return left;
}

function declaredFor({ lines }: Licence, form: string, declared: Declared['lines']): bigint {
  const byCode = new Map<string, bigint>();
  for (const { line, netMilligrams } of declared) {
    const granted = lines.find((other) => other.line === line);
    if (granted === undefined || (granted.form ?? ANY_FORM) !== form) continue;
    byCode.set(granted.code, (byCode.get(granted.code) ?? 0n) + netMilligrams);
  }
  return largest(byCode.values());
}
