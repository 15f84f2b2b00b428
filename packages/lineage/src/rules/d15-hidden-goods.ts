/**
 * D15, hidden in other goods: what a consignment weighs beyond its packing and what it is said to hold. A lot that goes out
 * whole is held to its own weights; a part of a lot has none.
 */
import type { DispatchObservation, ExitObservation, ObservedPart, PackingObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { excessPartsPerMillion } from './net-of-parts.ts';

const thresholds = { unexplainedPartsPerMillionMax: 20_000, unexplainedMilligramsMax: 1_000_000 };

type Context = RuleContext<typeof thresholds>;

/** Of the lots that were weighed with their packing and go out whole. */
interface Weights {
  readonly lots: readonly string[];
  readonly goodsMilligrams: bigint;
  readonly netMilligrams: bigint;
  /** Whether these are all the lots that go. */
  readonly isAll: boolean;
  /** When the first of them was made. */
  readonly from: string | null;
}

export const hiddenGoods: Rule<null, typeof thresholds> = {
  id: 'D15',
  version: 1,
  title: 'Heavier than what it is said to hold',
  family: 'mass',
  inputs: 'dispatches, packed and exited shipments: gross, tare and net mass of their lots, declared net mass',
  mistakes: 'pallets and packing that the tare leaves out, gross mass typed as net',
  clears: 'a weighing of the goods without packing, or a correction of the tare',
  thresholds,
  start: () => null,
  observe: (_state, observation, context) => {
    switch (observation.kind) {
      case 'dispatch':
        judge(observation, observation.transfer, null, context);
        return;
      case 'packing':
        judge(observation, observation.shipment, null, context);
        return;
      case 'exit':
        judge(observation, observation.shipment, observation.netMilligrams, context);
        return;
      default:
    }
  },
};

function judge(
  observation: DispatchObservation | PackingObservation | ExitObservation,
  thing: string,
  declaredMilligrams: bigint | null,
  context: Context,
): void {
  const { unexplainedPartsPerMillionMax, unexplainedMilligramsMax } = context.thresholds;
  const weights = weightsOf(observation.lines);
  if (weights.lots.length === 0) return;
  const isDeclared = declaredMilligrams !== null && weights.isAll;
  const statedMilligrams = isDeclared ? declaredMilligrams : weights.netMilligrams;
  const unexplained = weights.goodsMilligrams - statedMilligrams;
  const excess = excessPartsPerMillion(weights.goodsMilligrams, statedMilligrams);
  if (unexplained <= BigInt(unexplainedMilligramsMax) || excess <= unexplainedPartsPerMillionMax) return;
  context.report(
    findingAbout(observation, {
      id: `D15/${thing}`,
      severity: 'medium',
      party: observation.kind === 'exit' ? observation.exporter : observation.party,
      // The weights were stated when the lots were made.
      from: weights.from ?? observation.occurredAt,
      lots: weights.lots,
      shipments: observation.kind === 'dispatch' ? [] : [thing],
      numbers: { unexplainedMilligrams: unexplained.toString(), unexplainedPartsPerMillion: excess },
      sentence: `${thing} weighs ${roundedKilograms(weights.goodsMilligrams)} without its packing and is ${isDeclared ? 'declared' : 'booked'} with ${roundedKilograms(statedMilligrams)} net: ${roundedKilograms(unexplained)} are in it that nobody names`,
    }),
  );
}

function weightsOf(lines: readonly ObservedPart[]): Weights {
  const lots: string[] = [];
  let goodsMilligrams = 0n;
  let netMilligrams = 0n;
  let from: string | null = null;
  for (const { lot, amounts } of lines) {
    const { grossMilligrams, tareMilligrams } = lot;
    if (grossMilligrams === null || tareMilligrams === null) continue;
    if (amounts.netMilligrams === null || amounts.netMilligrams !== lot.made.netMilligrams) continue;
    lots.push(lot.lot);
    if (from === null || Date.parse(lot.madeAt) < Date.parse(from)) from = lot.madeAt;
    goodsMilligrams += grossMilligrams - tareMilligrams;
    netMilligrams += amounts.netMilligrams;
  }
  return { lots, goodsMilligrams, netMilligrams, isAll: lots.length === lines.length, from };
}
