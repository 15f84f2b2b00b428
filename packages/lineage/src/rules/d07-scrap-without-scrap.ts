/**
 * D07: scrap that exists on paper. A plant sells more of it than its work leaves, or a recycler makes more oxide than it
 * was brought scrap for: the difference gives material from elsewhere an origin.
 */
import type { Form } from '@lodestone/custody/material.ts';
import { continueEpisode, type EpisodeEvent, type Episodes, findingOfEpisode } from '../episode.ts';
import type {
  DispatchObservation,
  ObservedLot,
  ObservedPart,
  OriginObservation,
  ReceiptObservation,
  StepObservation,
} from '../observation.ts';
import { partMilligrams } from '../part-milligrams.ts';
import { roundedKilograms, roundedPercent } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { sumMilligrams } from '../sum-milligrams.ts';
import {
  addToWeek,
  sumOfWeeks,
  weekOf,
  type WeeklySums,
  WEEKS_KEPT,
  WEEKS_PER_QUARTER,
  WEEKS_PER_YEAR,
} from '../weekly-sums.ts';
import { isProduct } from './step-lots.ts';

const thresholds = {
  /** Of what a plant makes of magnets: a quarter to three tenths of it is usual. */
  scrapSoldMaxPercent: 35,
  /** What a plant may sell above what its own steps have left as waste, of that. */
  wasteLeewayPercent: 105,
  /** Of the scrap that a recycler was brought: so much of it comes out again at most. */
  recycledMaxPercent: 98,
  episodeGapDays: 90,
};

type Limits = typeof thresholds;
type Context = RuleContext<Limits>;

/** What passed through one party, week by week, in milligrams of rare earths. */
interface Flows {
  /** Waste that its own steps left, or that it held when it joined. */
  readonly left: WeeklySums;
  readonly sold: WeeklySums;
  readonly magnets: WeeklySums;
  /** Sales lately of what its own steps did not leave, that are not reported. */
  strange: readonly StrangeSale[];
  /** Of a recycler, since it joined: what it was brought, as measured, and what it made of it. */
  brought: bigint;
  recycled: bigint;
}

/** Scrap was sold that no step of the seller left. */
interface StrangeSale extends EpisodeEvent {
  readonly consignee: string;
  readonly facility: string | null;
}

interface State {
  readonly flows: Map<string, Flows>;
  readonly episodes: Episodes;
}

const SCRAP_FORMS: ReadonlySet<Form | null> = new Set(['swarf', 'scrap', 'residue', 'slag']);
const MAGNET_FORMS: ReadonlySet<Form | null> = new Set(['body', 'magnet']);

export const scrapWithoutScrap: Rule<State, Limits> = {
  id: 'D07',
  version: 2,
  title: 'Scrap on paper',
  family: 'mass',
  inputs:
    'waste that the steps of a plant leave, scrap that it sells and magnets that it makes in 13 and in 52 weeks; scrap that a recycler is brought, as weighed there, and what it makes of it',
  mistakes: 'old stock of scrap that was never entered, scrap of end users that a plant takes back',
  clears: 'the stock or the taking back is recorded, with tickets, or the scrap is shown',
  thresholds,
  start: () => ({ flows: new Map(), episodes: new Map() }),
  observe: (state, observation, context) => {
    if (observation.kind === 'origin') addOrigin(state, observation);
    if (observation.kind === 'step') judgeStep(state, observation, context);
    if (observation.kind === 'receipt') addReceipt(state, observation);
    if (observation.kind === 'dispatch') judgeDispatch(state, observation, context);
  },
};

/** A recycler collects scrap; what a plant enters as stock did not come of its work. */
function addOrigin(state: State, { lot, party }: OriginObservation): void {
  if (SCRAP_FORMS.has(lot.form)) flowsOf(state, party).brought += milligramsOf([lot]);
}

function addReceipt(state: State, { consignee, lines }: ReceiptObservation): void {
  const scrap = lines.filter(({ lot, outcome }) => SCRAP_FORMS.has(lot.form) && outcome !== 'rejected');
  for (const { lot, measured } of scrap) flowsOf(state, consignee).brought += partMilligrams(lot, measured);
}

function judgeStep(state: State, observation: StepObservation, context: Context): void {
  const { party, occurredAt, outputs, inputs } = observation;
  const flows = flowsOf(state, party);
  const week = weekOf(occurredAt);
  const waste = outputs.filter(({ form }) => SCRAP_FORMS.has(form));
  // Waste that went in again is no new waste.
  const reused = sumMilligrams(inputs.filter(isScrap).map(({ amounts }) => amounts.elementMilligrams));
  const left = milligramsOf(waste) - reused;
  if (left > 0n) addToWeek(flows.left, week, left);
  const wereMagnets = inputs.some(({ lot }) => MAGNET_FORMS.has(lot.form));
  const magnets = milligramsOf(outputs.filter(({ form }) => MAGNET_FORMS.has(form)));
  if (magnets > 0n && !wereMagnets) addToWeek(flows.magnets, week, magnets);
  if (observation.step === 'recycling') judgeRecycling(state, observation, flows, context);
}

function judgeRecycling(
  { episodes }: State,
  observation: StepObservation,
  flows: Flows,
  { thresholds: limits, report }: Context,
): void {
  const { party, facility, outputs } = observation;
  const products = outputs.filter(isProduct);
  flows.recycled += milligramsOf(products);
  if (flows.recycled * 100n <= flows.brought * BigInt(limits.recycledMaxPercent)) return;
  const subject = `${party}/recycled`;
  const seen = { ...observation, lots: products.map(({ lot }) => lot) };
  const episode = continueEpisode(episodes, subject, seen, limits.episodeGapDays);
  report({
    ...findingOfEpisode('D07', subject, episode),
    severity: 'medium',
    party,
    facility,
    numbers: { recycledMilligrams: flows.recycled.toString(), broughtMilligrams: flows.brought.toString() },
    sentence: `${party} has recycled ${roundedKilograms(flows.recycled)} of rare earths of ${roundedKilograms(flows.brought)} in the scrap that it was brought, as weighed on arrival; ${limits.recycledMaxPercent} % is the most that comes out`,
  });
}

function judgeDispatch(state: State, observation: DispatchObservation, context: Context): void {
  const { consignor, consignee, facility, event, occurredAt, lines } = observation;
  const scrap = lines.filter((line) => isScrap(line) && line.lot.party === consignor);
  if (scrap.length === 0) return;
  const flows = flowsOf(state, consignor);
  const week = weekOf(occurredAt);
  addToWeek(
    flows.sold,
    week,
    scrap.reduce((sum, { lot, amounts }) => sum + partMilligrams(lot, amounts), 0n),
  );
  // What its own steps left was to be sold: the rest is what nobody has seen come about.
  const strange = scrap.filter(({ lot }) => lot.kind !== 'transformed').map(({ lot }) => lot.lot);
  const sale = { event, occurredAt, lots: strange, consignee, facility };
  const waiting = flows.strange.filter(({ occurredAt: at }) => weekOf(at) > week - WEEKS_PER_QUARTER);
  const sales = strange.length === 0 ? waiting : [...waiting, sale].slice(-STRANGE_MAX);
  const excess = sales.length === 0 ? null : excessOf(flows, week, context.thresholds);
  if (excess === null) {
    flows.strange = sales;
    return;
  }
  flows.strange = [];
  for (const each of sales) reportSale(state, each, consignor, excess, context);
}

function reportSale(
  { episodes }: State,
  sale: StrangeSale,
  consignor: string,
  { sold, magnets, left, weeks, leftWeeks }: Excess,
  { thresholds: limits, report }: Context,
): void {
  const subject = `${consignor}/sold`;
  const episode = continueEpisode(episodes, subject, sale, limits.episodeGapDays);
  report({
    ...findingOfEpisode('D07', subject, episode),
    others: [sale.consignee],
    severity: 'medium',
    party: consignor,
    facility: sale.facility,
    numbers: {
      soldMilligrams: sold.toString(),
      leftMilligrams: left.toString(),
      magnetsMilligrams: magnets.toString(),
    },
    sentence: `${consignor} has sold scrap with ${roundedKilograms(sold)} of rare earths in ${weeks} weeks, ${roundedPercent(sold, magnets)} of what its magnets hold; its own steps left ${roundedKilograms(left)} in ${leftWeeks} weeks`,
  });
}

/** So many sales wait for those after them at most. */
const STRANGE_MAX = 50;

interface Excess {
  readonly sold: bigint;
  readonly magnets: bigint;
  readonly left: bigint;
  readonly weeks: number;
  readonly leftWeeks: number;
}

/** What is sold in a year or a quarter may have been left in the quarter before it. */
const SPANS = [
  { weeks: WEEKS_PER_YEAR, leftWeeks: WEEKS_KEPT },
  { weeks: WEEKS_PER_QUARTER, leftWeeks: 2 * WEEKS_PER_QUARTER },
] as const;

function excessOf(flows: Flows, week: number, limits: Limits): Excess | null {
  for (const span of SPANS) {
    const sumOf = (sums: WeeklySums, weeks: number) => sumOfWeeks(sums, week - weeks + 1, week + 1);
    const [sold, magnets] = [sumOf(flows.sold, span.weeks), sumOf(flows.magnets, span.weeks)];
    const left = sumOf(flows.left, span.leftWeeks);
    const isMuch = magnets > 0n && sold * 100n > magnets * BigInt(limits.scrapSoldMaxPercent);
    if (isMuch && sold * 100n > left * BigInt(limits.wasteLeewayPercent)) return { ...span, sold, magnets, left };
  }
  return null;
}

function flowsOf({ flows }: State, party: string): Flows {
  const known = flows.get(party);
  if (known !== undefined) return known;
  const begun = { left: new Map(), sold: new Map(), magnets: new Map(), strange: [], brought: 0n, recycled: 0n };
  flows.set(party, begun);
  return begun;
}

function isScrap({ lot }: ObservedPart): boolean {
  return SCRAP_FORMS.has(lot.form);
}

function milligramsOf(lots: readonly ObservedLot[]): bigint {
  return sumMilligrams(lots.map(({ made }) => made.elementMilligrams));
}
