/** Short ways to write what an export takes, and a world in which magnets stand packed before a published list. */
import { enter, type EventDraft, openWorld, record, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lotCreated, shipmentPacked } from './drafts.ts';

export const NET = 509_000_000;
export const LICENCE = 'LIC-1';

const item = (code: string, element: string, forms: readonly string[] = ['magnet', 'metal']) => ({
  code,
  description: `magnets with ${element}`,
  elements: [element],
  forms,
  referUpToPartsPerMillion: 1_000,
  requires: 'licence',
});

/** Terbium and dysprosium in magnets, from 4 April 2025. */
export const published = (members: JsonObject = {}): EventDraft => ({
  type: 'control-list-published',
  list: 'CN-18',
  title: 'medium and heavy rare earths',
  jurisdiction: 'CN',
  validFrom: '2025-04-04T00:00:00.000Z',
  sources: ['the gazette'],
  isConfirmed: true,
  items: [item('1C902.a', 'Sm', ['alloy']), item('1C904.a', 'Tb'), item('1C905.a', 'Dy')],
  ...members,
});

/** Magnets as those of the golden chain: 509 kg with dysprosium and terbium. */
export const magnets = (lot: string, netMilligrams = NET, elements: JsonObject = {}): EventDraft =>
  lotCreated({
    lot,
    origin: 'opening-stock',
    form: 'magnet',
    quantity: {
      netMilligrams,
      elementMilligrams: { Pr: 29_100_000, Nd: 120_595_000, Tb: 997_000, Dy: 4_991_000, ...elements },
    },
  });

export interface LicenceOptions {
  readonly licence?: string;
  readonly netMilligrams?: number;
  readonly members?: JsonObject;
  readonly by?: string;
  /** Of the decision. */
  readonly grant?: JsonObject;
}

/** All that it takes until a licence is granted, for both codes. */
export function grantLicence(world: World, options: LicenceOptions = {}): void {
  const { licence = LICENCE, netMilligrams = NET, members = {}, by = 'MAGNETS-D', grant = {} } = options;
  const dates = { validFrom: '2026-02-02T00:00:00.000Z', validTo: '2026-12-31T00:00:00.000Z' };
  const lines = ['1C904.a', '1C905.a'].map((code, index) => ({ line: `${index + 1}`, code, netMilligrams }));
  const buyer = { consignee: 'MOTORS-F', endUser: 'Motor works F', destination: 'DE', port: 'Ningbo', mode: 'sea' };
  const step = (author: string, type: string, said: JsonObject) =>
    record(world, author, { type, licence, occurredAt: '2026-02-01T08:00:00.000Z', ...said });
  step(by, 'licence-applied', { kind: 'single', lines, ...buyer, ...dates, ...members });
  const review = { outcome: 'supported', reason: 'civil' };
  step('BUREAU-N', 'licence-reviewed', { stage: 'local', ...review });
  step('BUREAU-N', 'licence-accepted', {});
  step('BUREAU-N', 'licence-reviewed', { stage: 'central', ...review });
  const decision = { outcome: 'granted', reasonCode: 'civil-end-use', reason: 'for motors', legalBasis: 'Decree 792' };
  step('BUREAU-N', 'licence-decided', { ...decision, number: `26-${licence}`, ...dates, ...grant });
}

/** MAGNETS-D has packed MAG-1 in SHP-1 for MOTORS-F in Germany. */
export function packedMagnets(): World {
  const world = enter(openWorld(), {
    'MAGNETS-D': ['magnet-maker', 'exporter'],
    'TRADER-T': ['trader', 'exporter'],
    'MOTORS-F': ['end-user'],
    'BUREAU-N': ['authority'],
    'CUSTOMS-G': ['customs'],
  });
  record(world, 'MAGNETS-D', magnets('MAG-1'));
  record(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-1'], 'MOTORS-F'));
  return world;
}

/** The same with the list in force, and with a licence as told. */
export function gatedMagnets(options?: LicenceOptions): World {
  const world = packedMagnets();
  record(world, 'BUREAU-N', published());
  if (options !== undefined) grantLicence(world, options);
  return world;
}

export const drawn = (netMilligrams = NET, licence = LICENCE) =>
  ['1', '2'].map((line) => ({ licence, line, netMilligrams }));

/** Declared as it should be, under both lines. */
export const declared = (members: JsonObject = {}): EventDraft => ({
  type: 'shipment-declared',
  shipment: 'SHP-1',
  isControlled: true,
  controlCodes: ['1C904.a', '1C905.a'],
  hsCode: '8505111000',
  consignee: 'MOTORS-F',
  destination: 'DE',
  endUser: 'Motor works F',
  port: 'Ningbo',
  mode: 'sea',
  licenceLines: drawn(),
  ...members,
});

export const exited = (members: JsonObject = {}): EventDraft => ({
  type: 'shipment-exited',
  shipment: 'SHP-1',
  ...members,
});

/** Nothing controlled is in it. */
export const declaredFree = (members: JsonObject = {}): EventDraft => {
  const { controlCodes: _codes, licenceLines: _lines, ...plain } = declared();
  return { ...plain, type: 'shipment-declared', isControlled: false, ...members };
};
