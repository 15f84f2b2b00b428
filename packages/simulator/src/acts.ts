/** What sites do with lots: each act writes its events and changes what is at hand as the ledger will. */
import type { JsonObject } from './line.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Step } from '@lodestone/custody/material.ts';
import type { Material } from '@lodestone/custody/events/material-schema.ts';
import { auxiliariesOf } from './auxiliaries.ts';
import { happens, spread, vary } from './chance.ts';
import type { AssayDraft, OriginDraft, Paper, StepDraft, TakenPart } from './drafts.ts';
import { type Lot, mapElements, type Quantity, statedElementMasses, statedQuantity, takeNet } from './lot.ts';
import { correctionOf, takenForMetal } from './mistakes.ts';
import type { Site } from './site.ts';
import { newId, newPaper, pickSite, type World, write } from './world.ts';

/** A bag scale and a weighbridge are off by so much, in parts per million. */
const SCALE_DEVIATION = 300;
const WEIGHBRIDGE_DEVIATION = 900;

/** What a laboratory finds is off by so much: of an element that makes much of the lot, and of a minor one. */
const MAJOR_DEVIATION = 2_500;
const MINOR_DEVIATION = 12_000;

/** So many assays are preceded by a provisional one, of a million. */
const PROVISIONAL_PARTS_PER_MILLION = 100_000;

const BULK_FORMS: ReadonlySet<string> = new Set([
  'ore',
  'leach-solution',
  'concentrate',
  'liquor',
  'residue',
  'tailings',
]);

export function makeLot(world: World, prefix: string, material: Material, quantity: Quantity): Lot {
  return { lot: newId(world, prefix), material, quantity };
}

/** A lot comes into the ledger. */
export function bringIn(world: World, site: Site, draft: OriginDraft): Lot {
  return recordOrigin(world, site, draft).lot;
}

/** The same, with the event that says so. */
export function recordOrigin(
  world: World,
  site: Site,
  draft: OriginDraft,
): { readonly lot: Lot; readonly event: JsonObject } {
  const { lot, origin, country, permit, papers } = site.tampering.origin?.(draft) ?? draft;
  const event = write(world, site, {
    type: 'lot-created',
    lot: lot.lot,
    origin,
    country,
    ...(permit === null ? {} : { permit }),
    material: lot.material,
    quantity: statedQuantity(lot.quantity),
    ...papersOf(papers),
  });
  return { lot, event };
}

/** All that is left of a lot. */
export function whole(lot: Lot): TakenPart {
  return { lot, netMilligrams: null, taken: lot.quantity };
}

/** A part of a lot by its net mass. */
export function part(lot: Lot, netMilligrams: bigint): TakenPart {
  return { lot, netMilligrams, taken: takeNet(lot.quantity, netMilligrams) };
}

export type StepOf = Pick<StepDraft, 'step' | 'inputs' | 'outputs' | 'lossElementMilligrams'> &
  Partial<Pick<StepDraft, 'closingElementMilligrams' | 'papers'>>;

/** Inputs become outputs. Returns the outputs as they are recorded. */
export function transform(world: World, site: Site, stated: StepOf): readonly Lot[] {
  const honest: StepDraft = { closingElementMilligrams: null, papers: [], ...stated };
  const draft = site.tampering.step?.(honest) ?? honest;
  const { step, inputs, outputs, lossElementMilligrams, closingElementMilligrams, papers } = draft;
  const losses = Object.values(lossElementMilligrams).some((mass) => mass > 0n)
    ? { losses: [{ kind: 'process-loss', elementMilligrams: statedElementMasses(lossElementMilligrams) }] }
    : {};
  write(world, site, {
    type: 'lot-transformed',
    step,
    inputs: inputs.map(({ lot, netMilligrams }) => {
      return netMilligrams === null ? { lot: lot.lot } : { lot: lot.lot, netMilligrams: Number(netMilligrams) };
    }),
    outputs: outputs.map(({ lot, material, quantity }) => ({ lot, material, quantity: statedQuantity(quantity) })),
    ...losses,
    ...auxiliariesOf(world, site, draft),
    ...circuitOf(site, closingElementMilligrams),
    ...papersOf(papers),
  });
  if (closingElementMilligrams !== null) site.circuitElementMilligrams = closingElementMilligrams;
  return outputs;
}

function circuitOf(site: Site, closing: ElementMasses | null): JsonObject {
  if (closing === null) return {};
  return {
    circuit: {
      id: `${site.facility}-CIRCUIT`,
      openingElementMilligrams: statedElementMasses(site.circuitElementMilligrams),
      closingElementMilligrams: statedElementMasses(closing),
    },
  };
}

/** Splits a lot into the given quantities, which make up the whole of it. */
export function split(world: World, site: Site, lot: Lot, quantities: readonly Quantity[]): readonly Lot[] {
  return rearrange(world, site, 'split', [lot], quantities);
}

/** Lots of one material become others of it. */
export function rearrange(
  world: World,
  site: Site,
  step: Step,
  lots: readonly Lot[],
  quantities: readonly Quantity[],
): readonly Lot[] {
  const [first] = lots;
  if (first === undefined) return [];
  const prefix = first.lot.split('-')[0] ?? 'LOT';
  const outputs = quantities.map((quantity) => makeLot(world, prefix, first.material, quantity));
  return transform(world, site, { step, inputs: lots.map(whole), outputs, lossElementMilligrams: {} });
}

/** A laboratory says what is in a lot that `site` has; the book follows. */
export function assay(world: World, site: Site, lot: Lot): Lot {
  const found = { ...lot.quantity, elementMilligrams: measuredElements(world, lot.quantity.elementMilligrams) };
  const laboratory = pickSite(world, 'laboratory').party;
  const honest: AssayDraft = { lot, laboratory, found, uncertaintyPartsPerMillion: 2 * MAJOR_DEVIATION };
  if (site.tampering.assay !== undefined) return recordAssay(world, site, site.tampering.assay(honest));
  const isProvisional = happens(world.random, PROVISIONAL_PARTS_PER_MILLION);
  return recordAssay(world, site, honest, isProvisional);
}

function recordAssay(world: World, site: Site, draft: AssayDraft, isProvisional = false): Lot {
  const { lot, laboratory, found, uncertaintyPartsPerMillion } = draft;
  if (isProvisional) {
    const elementMilligrams = measuredElements(world, found.elementMilligrams);
    const provisional = { ...draft, found: { ...found, elementMilligrams } };
    write(world, site, {
      ...assayBody(provisional, newPaper(world, 'certificate-of-analysis')),
      version: 'provisional',
    });
  }
  const mistaken = site.isCrooked ? null : takenForMetal(world, found);
  const stated = assayBody({ ...draft, found: mistaken ?? found }, newPaper(world, 'certificate-of-analysis'));
  const event = write(world, site, stated);
  if (mistaken !== null) {
    const { quantity } = assayBody(draft, newPaper(world, 'certificate-of-analysis'));
    write(world, site, correctionOf(world, event, { quantity }, 'oxides were written down for metals'));
  }
  return {
    ...lot,
    quantity: {
      ...lot.quantity,
      elementMilligrams: { ...lot.quantity.elementMilligrams, ...found.elementMilligrams },
      moisturePartsPerMillion: found.moisturePartsPerMillion,
      uncertaintyPartsPerMillion: laboratory === '' ? null : uncertaintyPartsPerMillion,
    },
  };
}

/** The body of an assay. */
function assayBody({ lot, laboratory, found, uncertaintyPartsPerMillion }: AssayDraft, paper: Paper): JsonObject {
  const moisture =
    found.moisturePartsPerMillion === null ? {} : { moisturePartsPerMillion: found.moisturePartsPerMillion };
  return {
    type: 'lot-assayed',
    lot: lot.lot,
    laboratory,
    method: 'ICP-OES',
    version: 'final',
    uncertaintyPartsPerMillion,
    quantity: { ...moisture, elementMilligrams: statedElementMasses(found.elementMilligrams) },
    ...papersOf([paper]),
  };
}

/** As a laboratory finds it: minor elements with less certainty. */
function measuredElements(world: World, masses: ElementMasses): ElementMasses {
  let total = 0n;
  for (const mass of Object.values(masses)) total += mass;
  return mapElements(masses, (mass) => {
    const isMajor = mass * 50n > total;
    return vary(mass, spread(world.random, isMajor ? MAJOR_DEVIATION : MINOR_DEVIATION));
  });
}

/** What the scale of `site` says. */
export function weigh(world: World, site: Site, { material, quantity }: Lot): bigint | null {
  const { netMilligrams } = quantity;
  if (netMilligrams === null) return null;
  const deviation = BULK_FORMS.has(material.form) ? WEIGHBRIDGE_DEVIATION : SCALE_DEVIATION;
  return vary(netMilligrams, site.scalePartsPerMillion + spread(world.random, deviation));
}

export function papersOf(papers: readonly Paper[]): JsonObject {
  return papers.length === 0 ? {} : { documents: papers };
}
