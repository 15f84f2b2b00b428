/**
 * The lineage of the mine-to-magnet case, built from its events without the ledger's own rules.
 *
 * Every input of the case is a whole lot, so what a step takes is what the lot held; there are no circuits.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LineageGraph, LineageLot, LineageStep, LineageSubject } from '../src/graph.ts';
import { baseOf, unaccountedOf } from './lineage-builder.ts';

/** The case lies beside the checkout where Lodestone is developed, and is not part of it. */
const CASE = new URL('../../../../shared/cases/mine-to-magnet/', import.meta.url);

export const hasMineToMagnet = existsSync(CASE);

export interface MineToMagnet {
  readonly graph: LineageGraph;
  readonly subject: LineageSubject;
  readonly lotNumbers: ReadonlyMap<string, number>;
  readonly expected: ExpectedTrace;
}

export interface ExpectedTrace {
  readonly lotsUpstream: readonly string[];
  readonly elements: Readonly<
    Record<
      string,
      {
        readonly milligrams: number;
        readonly unknownMilligrams: number;
        readonly origins: Readonly<Record<string, { readonly milligramsExact: string; readonly share: string }>>;
      }
    >
  >;
}

interface Quantity {
  readonly netMilligrams?: number;
  readonly elementMilligrams: Readonly<Record<string, number>>;
}

interface Made {
  readonly lot: string;
  readonly material: { readonly form: string; readonly product: string };
  readonly quantity: Quantity;
}

interface CaseEvent extends Made {
  readonly type: string;
  readonly id: string;
  readonly origin: 'mined' | 'collected';
  readonly country: string;
  readonly facility: string;
  readonly step: string;
  readonly inputs: readonly { readonly lot: string }[];
  readonly outputs: readonly Made[];
  readonly losses?: readonly { readonly elementMilligrams: Quantity['elementMilligrams'] }[];
  readonly lines: readonly { readonly lot: string }[];
  readonly shipment: string;
  readonly lots: readonly string[];
}

export function readMineToMagnet(): MineToMagnet {
  const lots = new Map<number, LineageLot>();
  const steps = new Map<number, LineageStep>();
  const lotNumbers = new Map<string, number>();
  const countries = new Map<string, string>();
  let subject: LineageSubject | undefined;

  const lotNamed = (lot: string) => lots.get(lotNumbers.get(lot) as number) as LineageLot;
  const make = (made: Made, rest: Pick<LineageLot, 'kind' | 'facility' | 'party' | 'country' | 'step'>) => {
    const { form, product } = made.material;
    const netMilligrams = made.quantity.netMilligrams === undefined ? null : BigInt(made.quantity.netMilligrams);
    const elementMilligrams = massesOf(made.quantity.elementMilligrams);
    const lotNumber = lots.size;
    lots.set(lotNumber, {
      lotNumber,
      lot: made.lot,
      form,
      product,
      custodian: rest.party,
      consumption: null,
      netMilligrams,
      elementMilligrams,
      gains: [],
      ...rest,
    });
    lotNumbers.set(made.lot, lotNumber);
  };

  for (const line of readText('events.jsonl').trim().split('\n')) {
    const { by: party, event } = JSON.parse(line) as { by: string; event: CaseEvent };
    const { facility } = event;
    if (event.type === 'facility-registered') countries.set(facility, event.country);
    if (event.type === 'lot-created')
      make(event, { kind: event.origin, facility, party, country: event.country, step: null });
    if (event.type === 'lot-transformed') {
      const inputs = event.inputs.map(({ lot }) => lotNamed(lot));
      const given = [...event.outputs.map(({ quantity }) => quantity), ...(event.losses ?? [])];
      const step = steps.size;
      const taken = inputs.map(({ elementMilligrams }) => elementMilligrams);
      const masses = given.map(({ elementMilligrams }) => massesOf(elementMilligrams));
      steps.set(step, {
        step,
        at: step,
        name: event.step,
        event: event.id,
        party,
        facility,
        inputs: inputs.map(({ lotNumber, elementMilligrams }) => ({ lotNumber, elementMilligrams })),
        baseElementMilligrams: baseOf(taken, masses),
        losses: (event.losses ?? []).map(({ elementMilligrams }) => {
          return { kind: 'process-loss', elementMilligrams: massesOf(elementMilligrams) };
        }),
        unaccountedElementMilligrams: unaccountedOf(taken, masses),
      });
      const country = countries.get(facility) as string;
      for (const output of event.outputs) make(output, { kind: 'transformed', facility, party, country, step });
    }
    if (event.type === 'transfer-received') {
      for (const { lot } of event.lines)
        lots.set(lotNumbers.get(lot) as number, { ...lotNamed(lot), custodian: party });
    }
    if (event.type === 'shipment-packed') {
      const parts = event.lots
        .map(lotNamed)
        .map(({ lotNumber, elementMilligrams }) => ({ lotNumber, at: steps.size, elementMilligrams }));
      subject = { kind: 'shipment', id: event.shipment, parts, missing: [] };
    }
  }
  if (subject === undefined) throw new Error('the case packs no shipment');
  const expected = JSON.parse(readText('expected-trace.json')) as ExpectedTrace;
  return { graph: { lots, steps }, subject, lotNumbers, expected };
}

function massesOf(milligrams: Quantity['elementMilligrams']): ElementMasses {
  return Object.fromEntries(Object.entries(milligrams).map(([element, mass]) => [element, BigInt(mass)]));
}

function readText(name: string): string {
  return readFileSync(new URL(name, CASE), 'utf8');
}
