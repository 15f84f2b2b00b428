/**
 * D09: the proportions of the rare earths are not those of the deposit that the material is said to be from, or its thorium
 * is not.
 */
import { sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { PATTERN_KEEPING_STEPS, REARRANGING_STEPS, type Step } from '@lodestone/custody/material.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import { type LogComposition, logComposition, logRatioDistance, type LogRatioDistance } from '../log-ratio.ts';
import { addToSignature, meanComposition, type MineSignature, startSignature } from '../mine-signature.ts';
import type { AssayObservation, ObservedLot, OriginObservation, StepObservation } from '../observation.ts';
import { nearestOre } from '../ore-signatures.ts';
import { roundedKilograms, roundedPercent } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { standardDeviation } from '../running-moments.ts';
import { isProduct } from './step-lots.ts';
import { judgeThorium, noteThoriumAssay, startThorium, thoriumInClay, type ThoriumState } from './thorium.ts';

const thresholds = {
  /** Hundredths of the log-ratio distance. */
  distanceMaxHundredths: 100,
  /** How many standard deviations farther than usual of this mine a lot of it has to be. */
  deviations: 5,
  elementsMin: 8,
  traceMaxPartsPerMillion: 1_000,
  /** Lots of a mine before its own norm counts. */
  normCountMin: 5,
  episodeGapDays: 60,
  clayThoriumPartsPerMillionMax: 5_000,
  thoriumLeftPercentMax: 125,
  thoriumLeftPercentMin: 50,
  thoriumKilogramsMin: 10,
  thoriumLotsKeptMax: 5_000,
};

type Limits = typeof thresholds;
type Context = RuleContext<Limits>;

interface State {
  /** By mine and form. */
  readonly mines: Map<string, MineSignature>;
  readonly episodes: Episodes;
  readonly thorium: ThoriumState;
}

interface Misfit {
  readonly distance: LogRatioDistance;
  readonly limit: number;
  readonly found: LogComposition;
  readonly expected: LogComposition;
}

const KEEPS_THE_PATTERN: ReadonlySet<Step> = new Set([...PATTERN_KEEPING_STEPS, ...REARRANGING_STEPS]);

export const signatureMisfit: Rule<State, Limits> = {
  id: 'D09',
  version: 4,
  title: 'Composition does not fit the mine',
  family: 'chemistry',
  inputs:
    'elements of mined lots against those of the same mine before, of outputs against inputs of steps that keep the proportions, of assays against the lot as it was made; thorium of clay, and of residues against the ore and concentrate that came in',
  mistakes: 'a blend that was not recorded, another face of the deposit, whole ore held against what was leached of it',
  clears: 'an umpire assay, or the blend is recorded, or the mine shows the face that the lot is from',
  thresholds,
  start: () => ({ mines: new Map(), episodes: new Map(), thorium: startThorium() }),
  observe: (state, observation, context) => {
    if (observation.kind === 'origin') judgeMined(state, observation, context);
    if (observation.kind === 'step') judgeStep(state, observation, context);
    if (observation.kind === 'step') judgeResidue(state, observation, context);
    if (observation.kind === 'assay') judgeAssay(state, observation, context);
  },
};

function judgeMined(state: State, observation: OriginObservation, context: Context): void {
  const { lot, party, facility } = observation;
  if (lot.kind !== 'mined') return;
  judgeClay(state, observation, lot.thoriumPartsPerMillion, context);
  const key = `${facility ?? party}/${lot.form}`;
  const mine = state.mines.get(key) ?? startSignature();
  state.mines.set(key, mine);
  const found = logComposition(lot.made.elementMilligrams);
  const { thresholds: limits } = context;
  const usual = meanComposition(mine);
  const distance = logRatioDistance(found, usual, limits.traceMaxPartsPerMillion);
  const limit = Math.max(
    limits.distanceMaxHundredths / 100,
    mine.distances.mean + limits.deviations * standardDeviation(mine.distances),
  );
  const isKnown = mine.count >= limits.normCountMin && distance !== null;
  if (isKnown && distance.elements >= limits.elementsMin && distance.distance > limit) {
    // Not added: what does not fit must not become what is usual.
    const misfit = { distance, limit, found, expected: usual };
    report(state, observation, [lot], misfit, { what: 'mined', of: `its ${mine.count} lots before` }, context);
    return;
  }
  addToSignature(mine, found, distance?.distance ?? null);
}

function judgeStep(state: State, observation: StepObservation, context: Context): void {
  if (!KEEPS_THE_PATTERN.has(observation.step)) return;
  const expected = logComposition(sumElementMasses(observation.inputs.map(({ amounts }) => amounts.elementMilligrams)));
  for (const lot of observation.outputs.filter(isProduct)) {
    const misfit = misfitOf(logComposition(lot.made.elementMilligrams), expected, context.thresholds);
    if (misfit === null) continue;
    report(state, observation, [lot], misfit, { what: observation.step, of: 'what went in' }, context);
    return;
  }
}

function judgeAssay(state: State, observation: AssayObservation, context: Context): void {
  const { lot, stated, laboratory } = observation;
  noteThoriumAssay(state.thorium, observation, context.thresholds);
  const atMaker = { ...observation, party: lot.party, facility: lot.facility };
  if (lot.kind === 'mined') judgeClay(state, atMaker, observation.thoriumPartsPerMillion, context);
  const expected = logComposition(lot.made.elementMilligrams);
  const misfit = misfitOf(logComposition(stated.elementMilligrams), expected, context.thresholds);
  if (misfit === null) return;
  report(state, atMaker, [lot], misfit, { what: `assay by ${laboratory}`, of: 'what the lot was made with' }, context);
}

function judgeClay(
  { episodes }: State,
  observation: OriginObservation | AssayObservation,
  thorium: number | null,
  { thresholds: limits, report: reportFinding }: Context,
): void {
  const { lot, party, facility } = observation;
  const share = thoriumInClay(lot, thorium, limits);
  if (share === null) return;
  const subject = `${facility ?? party}/thorium-in-clay`;
  const episode = continueEpisode(episodes, subject, { ...observation, lots: [lot.lot] }, limits.episodeGapDays);
  reportFinding({
    ...findingOfEpisode('D09', subject, episode),
    severity: 'medium',
    party,
    facility,
    numbers: { thoriumPartsPerMillionOfRareEarths: share, times: episode.count },
    sentence: `lot ${lot.lot}, mined at ${facility ?? party}, looks like clay and has thorium of ${roundedPercent(BigInt(share), 1_000_000n)} of its rare earths: clay has next to none, rock and monazite have`,
    clears: 'an umpire assay of thorium, or the ore that it was mixed with is recorded',
  });
}

function judgeResidue(
  { episodes, thorium }: State,
  observation: StepObservation,
  { thresholds: limits, report: reportFinding }: Context,
): void {
  const balance = judgeThorium(thorium, observation, limits);
  const { party, facility, outputs } = observation;
  if (balance === null || facility === null) return;
  const { cameIn, left, weeks, isTooMuch } = balance;
  const subject = `${facility}/thorium-${isTooMuch ? 'gained' : 'missing'}`;
  const seen = { ...observation, lots: outputs.map(({ lot }) => lot) };
  const episode = continueEpisode(episodes, subject, seen, limits.episodeGapDays);
  const held = `what was left at ${facility} in ${weeks} weeks (residue, tailings, concentrate) holds ${roundedKilograms(left)} of thorium, and what came in (ore, concentrate) held ${roundedKilograms(cameIn)}`;
  reportFinding({
    ...findingOfEpisode('D09', subject, episode),
    severity: isTooMuch ? 'medium' : 'low',
    party,
    facility,
    numbers: { thoriumInMilligrams: cameIn.toString(), thoriumLeftMilligrams: left.toString() },
    sentence: isTooMuch
      ? `${held}: ore that is not recorded, such as monazite, was worked there`
      : `${held}: residue is missing, or other ore was worked than is recorded`,
    clears: isTooMuch
      ? 'what was worked besides is recorded, or the residues are assayed anew'
      : 'the residues are recorded with their thorium, or their store is shown',
  });
}

function misfitOf(found: LogComposition, expected: LogComposition, limits: Limits): Misfit | null {
  const distance = logRatioDistance(found, expected, limits.traceMaxPartsPerMillion);
  const limit = limits.distanceMaxHundredths / 100;
  if (distance === null || distance.elements < limits.elementsMin || distance.distance <= limit) return null;
  return { distance, limit, found, expected };
}

function report(
  { episodes }: State,
  observation: Pick<StepObservation, 'event' | 'occurredAt' | 'party' | 'facility'>,
  lots: readonly ObservedLot[],
  misfit: Misfit,
  { what, of }: { readonly what: string; readonly of: string },
  context: Context,
): void {
  const { party, facility } = observation;
  const place = facility ?? party;
  const seen = { ...observation, lots: lots.map(({ lot }) => lot) };
  const episode = continueEpisode(episodes, place, seen, context.thresholds.episodeGapDays);
  const { distance, limit, found, expected } = misfit;
  const { most, least, elements } = distance;
  context.report({
    ...findingOfEpisode('D09', place, episode),
    severity: 'medium',
    party,
    facility,
    numbers: {
      logRatioDistance: Number(distance.distance.toFixed(2)),
      limit: Number(limit.toFixed(2)),
      elements,
      mostRaised: most,
      mostLowered: least,
      times: episode.count,
    },
    sentence: [
      `lot ${lots[0]?.lot} at ${place} (${what}) has ${most} to ${least} as ${ratioOf(found, most, least)}, ${of} as ${ratioOf(expected, most, least)}: a log-ratio distance of ${distance.distance.toFixed(2)} over ${elements} elements, where up to ${limit.toFixed(2)} may be chance`,
      ...likeness(found, expected),
      ...(episode.count === 1 ? [] : [`${episode.count} times since the first`]),
    ].join('; '),
  });
}

function likeness(found: LogComposition, expected: LogComposition): string[] {
  const [like, unlike] = [nearestOre(found), nearestOre(expected)];
  if (like === null || unlike === null || like === unlike) return [];
  return [`it looks most like ${like.ore}, expected was ${unlike.ore}`];
}

/** `5010 to 1`, `1 to 7.6`. */
function ratioOf(
  composition: LogComposition,
  most: LogRatioDistance['most'],
  least: LogRatioDistance['least'],
): string {
  const logarithm = (composition.get(most) ?? 0) - (composition.get(least) ?? 0);
  const ratio = Number(Math.exp(Math.abs(logarithm)).toPrecision(3));
  return logarithm < 0 ? `1 to ${ratio}` : `${ratio} to 1`;
}
