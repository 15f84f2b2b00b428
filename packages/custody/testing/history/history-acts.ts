/** What happens in a random history, and how often: acts that follow from chance alone, made into events when they are played. */
import * as fc from 'fast-check';
import { recordInDocket } from './propose-dockets.ts';
import { accessSealed } from './propose-access.ts';
import { answerFinding, setRule } from './propose-findings.ts';
import { assay, adjust, dispose } from './propose-amounts.ts';
import { applyForLicence, followLicence } from './propose-licences.ts';
import { correct } from './propose-correction.ts';
import { circuitStep, createLot, processStep, rearrange } from './propose-material.ts';
import { changeCheckpointKey, changeKey } from './propose-keys.ts';
import {
  endMandate,
  eraseOpening,
  giveMandate,
  placeHold,
  register,
  releaseHold,
  sell,
  setRanges,
} from './propose-oversight.ts';
import { declareShipment, endShipment, packShipment, packUnit, reportArrival, unpackUnit } from './propose-packing.ts';
import {
  cancel,
  cancelWait,
  dispatch,
  dispatchAwaited,
  receive,
  receiveAhead,
  settle,
  takeBack,
} from './propose-transfers.ts';
import type { Proposal, Stage } from './stage.ts';

/** Each kind of act with its weight among all. */
const KINDS = {
  createLot: [12, createLot],
  processStep: [10, processStep],
  rearrange: [9, rearrange],
  circuitStep: [6, circuitStep],
  assay: [7, assay],
  adjust: [6, adjust],
  dispose: [3, dispose],
  dispatch: [13, dispatch],
  receive: [14, receive],
  takeBack: [5, takeBack],
  cancel: [3, cancel],
  settle: [8, settle],
  receiveAhead: [4, receiveAhead],
  dispatchAwaited: [4, dispatchAwaited],
  cancelWait: [1, cancelWait],
  packShipment: [4, packShipment],
  endShipment: [6, endShipment],
  declareShipment: [2, declareShipment],
  reportArrival: [1, reportArrival],
  packUnit: [6, packUnit],
  unpackUnit: [4, unpackUnit],
  placeHold: [6, placeHold],
  releaseHold: [4, releaseHold],
  sell: [4, sell],
  giveMandate: [3, giveMandate],
  endMandate: [2, endMandate],
  correct: [16, correct],
  register: [1, register],
  setRanges: [2, setRanges],
  changeKey: [5, changeKey],
  changeCheckpointKey: [2, changeCheckpointKey],
  eraseOpening: [1, eraseOpening],
  setRule: [1, setRule],
  accessSealed: [1, accessSealed],
  answerFinding: [1, answerFinding],
  recordInDocket: [6, recordInDocket],
  applyForLicence: [1, applyForLicence],
  followLicence: [8, followLicence],
} as const satisfies Record<string, readonly [weight: number, propose: (stage: Stage) => Proposal | null]>;

export type ActKind = keyof typeof KINDS;

/** One act: its kind, and where its chance comes from. */
export interface Act {
  readonly kind: ActKind;
  readonly salt: number;
}

export function proposeAct(stage: Stage, { kind }: Act): Proposal | null {
  return KINDS[kind][1](stage);
}

const ACT_KINDS = Object.keys(KINDS).filter((kind): kind is ActKind => Object.hasOwn(KINDS, kind));

/** Histories of up to `actsMax` acts. A failing one shrinks to the few acts that it takes. */
export function histories(actsMax: number, actsMin = 0): fc.Arbitrary<readonly Act[]> {
  const kinds = ACT_KINDS.map((kind) => ({ weight: KINDS[kind][0], arbitrary: fc.constant(kind) }));
  const salts = fc.noBias(fc.nat(0x7fff_ffff));
  const act = fc.noShrink(fc.record({ kind: fc.oneof(...kinds), salt: salts }));
  const acts = fc.array(act, { minLength: actsMin, maxLength: actsMax, size: 'max' });
  return acts.map((all) => Object.assign([...all], { [fc.toStringMethod]: () => `a history of ${all.length} acts` }));
}
