/** The control register of a ledger, and what it says of lots. */
import { type Classification, classify } from '@lodestone/custody/controls/classify.ts';
import { CONTROLS, type ControlRegister, registerOf } from '@lodestone/custody/controls/control-register.ts';
import type { ControlledMaterial, Itinerary } from '@lodestone/custody/controls/controlled-material.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import {
  touchedLicences,
  touchedLots,
  type TouchableLot,
  type TouchedLicence,
  type TouchedLot,
} from '@lodestone/regulation/dry-run-controls.ts';
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import { readDockets } from '@lodestone/store/state/read-dockets.ts';
import { type LotRow, listLots } from '@lodestone/store/ask/read-lots.ts';
import { listShipments } from '@lodestone/store/ask/read-shipments.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { boundAt } from '../ask/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';

/** The lists that are recorded, or were by `asKnownAt`. */
export async function readControls(ledger: Ledger, asKnownAt?: string): Promise<ControlRegister> {
  return registerOf(await readControlSteps(ledger, asKnownAt));
}

async function readControlSteps(ledger: Ledger, asKnownAt?: string): Promise<readonly DocketStep[]> {
  const bound = await boundAt(ledger, asKnownAt);
  const page = { kind: 'control-register', subject: CONTROLS, limit: 1, bound } as const;
  const [docket] = await readDockets(ledger.database, ledger.ledgerId, page);
  return docket?.steps ?? [];
}

/** A lot as rules of control ask about it: what is left of it. */
function materialOf({ form, product, remaining, made, status, notDetected }: LotRow): ControlledMaterial {
  // Of what is used up or gone nothing remains: it is asked about as it was made.
  const amounts = status === 'spent' || status === 'disposed' ? made : remaining;
  return {
    form: formOf(form),
    product,
    grade: null,
    netMilligrams: amounts.netMilligrams,
    elementMilligrams: amounts.elementMilligrams,
    notDetected,
  };
}

function formOf(form: string | null): ControlledMaterial['form'] {
  return FORMS.find((known) => known === form) ?? null;
}

export interface ClassifiedLot {
  readonly material: ControlledMaterial;
  readonly classification: Classification;
}

/** What the ledger's lists, or those of `register`, say of a lot on its way; null when there is no such lot. */
export async function classifyLot(
  ledger: Ledger,
  id: string,
  itinerary: Itinerary,
  register?: ControlRegister,
): Promise<ClassifiedLot | null> {
  const { database, ledgerId } = ledger;
  const [lot] = await listLots(database, ledgerId, { lot: id, limit: 1, bound: WHOLE_LEDGER });
  if (lot === undefined) return null;
  const material = materialOf(lot);
  return { material, classification: classify(material, itinerary, register ?? (await readControls(ledger))) };
}

export interface ControlsDryRun {
  readonly at: string;
  readonly lots: number;
  readonly touched: readonly TouchedLot[];
  readonly licences: readonly TouchedLicence[];
}

/** More lots than this are not asked about at once. */
const LOTS_MAX = 100_000;
const LICENCES_MAX = 10_000;

/** What these control-list events would change at `at`, were they recorded now. The rules of recording are not asked. */
export async function dryRunControls(
  ledger: Ledger,
  events: readonly CustodyEvent[],
  at: string,
): Promise<ControlsDryRun> {
  const steps = await readControlSteps(ledger);
  const next = events.map((event, index): DocketStep => {
    return { eventNumber: WHOLE_LEDGER - events.length + index, party: '', recordedAt: at, event };
  });
  const lots = await touchableLots(ledger);
  const change = { before: registerOf(steps), after: registerOf([...steps, ...next]), at };
  const page = { kind: 'licence', limit: LICENCES_MAX, bound: WHOLE_LEDGER } as const;
  const dockets = await readDockets(ledger.database, ledger.ledgerId, page);
  const licences = touchedLicences(
    change,
    dockets.flatMap(({ steps: recorded }) => licenceOf(recorded) ?? []),
  );
  return { at, lots: lots.length, touched: touchedLots(change, lots), licences };
}

/** What is in stock or under way, and what is packed, with where it goes. */
async function touchableLots({ database, ledgerId }: Ledger): Promise<TouchableLot[]> {
  const limits = { limit: LOTS_MAX, bound: WHOLE_LEDGER };
  const lots = await listLots(database, ledgerId, limits);
  const packed = await listShipments(database, ledgerId, limits);
  const destinations = new Map(packed.map(({ shipment, destination }) => [shipment, destination]));
  return lots
    .filter(({ status }) => STANDING.has(status))
    .map((lot) => {
      const shipment = lot.status === 'packed' ? lot.within : null;
      const destination = shipment === null ? null : (destinations.get(shipment) ?? null);
      return { lot: lot.lot, custodian: lot.custodian, material: materialOf(lot), shipment, destination };
    });
}

const STANDING: ReadonlySet<LotRow['status']> = new Set(['held', 'in-transit', 'returning', 'packed']);
