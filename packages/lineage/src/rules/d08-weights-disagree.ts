/**
 * D08, weights that do not agree: what is received against what was declared, again and again on the same side between two
 * parties, each time within tolerance; the declared net mass of an export against what was packed; and what a filed sale
 * invoices against its lots, and its price against those of the month.
 */
import type { ExitObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { type DeliveryWeights, observeReceipt, startDeliveryWeights } from './delivery-weights.ts';
import { findingAbout } from './finding-about.ts';
import { excessPartsPerMillion, netOfParts } from './net-of-parts.ts';
import { observeSale, type SalePrices } from './sale-figures.ts';

interface State extends DeliveryWeights {
  readonly prices: SalePrices;
}

const thresholds = {
  linesMin: 8,
  /** Of the median difference: weighbridges differ by that much in one weighing, and not to one side in all. */
  driftPartsPerMillionMin: 1_000,
  sameSidePartsPerMillionMin: 900_000,
  standardErrorsMin: 4,
  /**
   * Of a consignee who weighs lighter with everybody: what a scale of class III may err by in service, three of 2,000 intervals
   * (OIML R 76-1, 3.5). From here on a person is asked.
   */
  scaleDriftPartsPerMillionMin: 1_500,
  /** From so many on it is no matter between two parties. */
  partnersMin: 3,
  pairsKeptMax: 20_000,
  pairDays: 400,
  exportDifferencePartsPerMillionMax: 5_000,
  exportDifferenceMilligramsMax: 100_000,
  invoiceDifferencePartsPerMillionMax: 5_000,
  invoiceDifferenceMilligramsMax: 100_000,
  /** So many other sales of the same month tell what is usual. */
  pricesMin: 5,
  priceDeviationPercentMax: 40,
  priceDays: 92,
  pricesKeptMax: 5_000,
};

type Context = RuleContext<typeof thresholds>;

export const weightsDisagree: Rule<State, typeof thresholds> = {
  id: 'D08',
  version: 4,
  title: 'Weights that do not agree',
  family: 'paper',
  inputs:
    'receipts: declared and measured net mass; exits of shipments: declared net mass and what was packed; filed sales: net mass and price, and the lots sold',
  mistakes:
    'the scale of one party is off, moisture that dries on the way, wet mass declared for dry, a provisional invoice, oxide invoiced for gross',
  clears: 'a check of both scales, or a correction of the wrong figure',
  thresholds,
  start: () => ({ ...startDeliveryWeights(), prices: new Map() }),
  observe: (state, observation, context) => {
    if (observation.kind === 'receipt') observeReceipt(state, observation, context.thresholds, context);
    if (observation.kind === 'exit') observeExit(observation, context);
    if (observation.kind === 'sale') observeSale(state.prices, observation, context.thresholds, context);
  },
};

function observeExit(observation: ExitObservation, { report, thresholds: limits }: Context): void {
  const { netMilligrams: declared, shipment, exporter, lines } = observation;
  const packed = netOfParts(lines);
  if (declared === null || packed === null) return;
  const difference = packed > declared ? packed - declared : declared - packed;
  if (difference <= BigInt(limits.exportDifferenceMilligramsMax)) return;
  const partsPerMillion = excessPartsPerMillion(packed, declared);
  if (Math.abs(partsPerMillion) <= limits.exportDifferencePartsPerMillionMax) return;
  // Nobody hides goods by declaring ten times as many.
  const isDigitTooMany = declared === packed * 10n;
  const off = isDigitTooMany
    ? 'ten times as much was declared, a digit too many by the look of it'
    : `${roundedKilograms(difference)} ${packed > declared ? 'more' : 'less'} than customs was told`;
  report(
    findingAbout(observation, {
      id: `D08/${shipment}`,
      severity: isDigitTooMany ? 'low' : 'medium',
      party: exporter,
      from: observation.packedAt,
      lots: lines.map(({ lot }) => lot.lot),
      shipments: [shipment],
      clears: 'a correction of the declaration, or of what was packed',
      numbers: { declaredMilligrams: declared.toString(), packedMilligrams: packed.toString() },
      sentence: `Shipment ${shipment} is declared with ${roundedKilograms(declared)} net and ${roundedKilograms(packed)} were packed: ${off}`,
    }),
  );
}
