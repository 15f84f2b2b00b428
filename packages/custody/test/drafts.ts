/** Short ways to write the events that many tests need. */
import type { Form, Step } from '../src/material.ts';
import type { EventDraft } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';

interface LotOptions {
  readonly lot: string;
  readonly origin?: 'mined' | 'imported' | 'collected' | 'opening-stock';
  readonly form?: Form;
  readonly quantity?: JsonObject;
}

/** A lot of ore: a kilogram with 10 g of neodymium, unless told otherwise. */
export function lotCreated({ lot, origin = 'mined', form = 'ore', quantity = KILOGRAM }: LotOptions): EventDraft {
  return { type: 'lot-created', lot, origin, material: { form, product: form }, quantity, country: 'CN' };
}

const KILOGRAM = { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000 } };

export function oreCreated(lot: string, quantity: JsonObject = KILOGRAM): EventDraft {
  return lotCreated({ lot, quantity });
}

interface StepOptions {
  readonly step: Step;
  readonly form: Form;
  readonly inputs: readonly JsonObject[];
  readonly output?: string;
  readonly netMilligrams?: number;
  readonly elementMilligrams?: JsonObject;
}

/** A step with one output, half a kilogram with no element stated unless told otherwise. */
export function transformed(options: StepOptions): EventDraft {
  const { step, form, inputs, output = 'OUT-1', netMilligrams = 500_000, elementMilligrams } = options;
  const quantity = { netMilligrams, ...(elementMilligrams !== undefined && { elementMilligrams }) };
  const outputs = [{ lot: output, material: { form, product: form }, quantity }];
  return { type: 'lot-transformed', step, inputs, outputs };
}

/** A dispatch whose lines all state the same quantity, a kilogram net unless told otherwise. */
export function dispatched(
  transfer: string,
  consignee: string,
  lots: readonly string[],
  quantity: JsonObject = { netMilligrams: 1_000_000 },
): EventDraft {
  return { type: 'transfer-dispatched', transfer, consignee, lines: lots.map((lot) => ({ lot, quantity })) };
}

/** A receipt that accepts `lots`. */
export function received(
  transfer: string,
  lots: readonly string[],
  measured: JsonObject = { netMilligrams: 1_000_000 },
): EventDraft {
  return { type: 'transfer-received', transfer, lines: lots.map((lot) => ({ lot, outcome: 'accepted', measured })) };
}

export function shipmentPacked(shipment: string, lots: readonly string[], consignee = 'REFINER-B'): EventDraft {
  return { type: 'shipment-packed', shipment, lots, consignee, destination: 'DE' };
}

interface AssayOptions {
  readonly laboratory?: string;
  readonly version?: 'provisional' | 'final' | 'umpire';
  readonly uncertaintyPartsPerMillion?: number;
}

/** A final assay by LAB-H, exact to 1 %, unless told otherwise. */
export function assayed(lot: string, quantity: JsonObject, options: AssayOptions = {}): EventDraft {
  const { laboratory = 'LAB-H', version = 'final', uncertaintyPartsPerMillion = 10_000 } = options;
  return {
    type: 'lot-assayed',
    lot,
    laboratory,
    method: 'ICP-OES',
    quantity,
    uncertaintyPartsPerMillion,
    version,
  };
}

/** A correction, which voids its target unless a replacement is given. */
export function corrected(corrects: string, replacement?: JsonObject): EventDraft {
  return { type: 'event-corrected', corrects, reason: 'typed wrong', ...(replacement && { replacement }) };
}

/** A draft as a replacement states it, with an id and a time of its own. */
export function asReplacement(draft: EventDraft): JsonObject {
  return { id: '00000000-0000-4000-9000-000000000000', occurredAt: '2026-03-01T08:00:00.000Z', ...draft };
}

/** The same event, said to have happened then. */
export function at(occurredAt: string, event: EventDraft): EventDraft {
  return { ...event, occurredAt };
}
