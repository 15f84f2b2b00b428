/** Sales as they are invoiced: against the lots that were sold, and their prices against those of the month. */
import { moneyText } from '../money-text.ts';
import type { SaleObservation } from '../observed-filings.ts';
import { percentOf, roundedKilograms } from '../rounded-figures.ts';
import type { RuleContext, Thresholds } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { excessPartsPerMillion, netOfParts } from './net-of-parts.ts';
import { remember } from './recent.ts';

interface MonthOfProduct {
  readonly at: number;
  /** Millionths of the currency's smallest unit for a kilogram, the latest `PRICES_KEPT`, by sale. */
  readonly prices: Map<string, bigint>;
}

/** By month, currency, product and grade. */
export type SalePrices = Map<string, MonthOfProduct>;

export interface SaleThresholds {
  readonly invoiceDifferencePartsPerMillionMax: number;
  readonly invoiceDifferenceMilligramsMax: number;
  readonly pricesMin: number;
  readonly priceDeviationPercentMax: number;
  readonly priceDays: number;
  readonly pricesKeptMax: number;
}

type Context = Pick<RuleContext<Thresholds>, 'report' | 'withdraw'>;

const PRICES_KEPT = 200;

export function observeSale(
  prices: SalePrices,
  observation: SaleObservation,
  limits: SaleThresholds,
  context: Context,
): void {
  // A sale that is filed again takes the place of what was filed before.
  for (const id of [massId(observation), priceId(observation)]) context.withdraw(id);
  judgeMass(observation, limits, context);
  judgePrice(prices, observation, limits, context);
}

function massId({ sale }: SaleObservation): string {
  return `D08/sale/${sale}`;
}

function priceId({ sale }: SaleObservation): string {
  return `D08/sale/${sale}/price`;
}

/** A lot is sold whole: a part of it is a lot of its own, by a split. */
function judgeMass(observation: SaleObservation, limits: SaleThresholds, { report }: Context): void {
  const { sale, lots, netMilligrams: invoiced, invoice } = observation;
  if (lots.length === 0) return;
  const weighed = netOfParts(lots.map((lot) => ({ lot, amounts: lot.made })));
  if (weighed === null) return;
  const difference = weighed > invoiced ? weighed - invoiced : invoiced - weighed;
  if (difference <= BigInt(limits.invoiceDifferenceMilligramsMax)) return;
  if (Math.abs(excessPartsPerMillion(weighed, invoiced)) <= limits.invoiceDifferencePartsPerMillionMax) return;
  const under = invoice === null ? '' : ` under invoice ${invoice}`;
  report(
    findingAbout(observation, {
      id: massId(observation),
      severity: 'medium',
      lots: lots.map(({ lot }) => lot),
      numbers: { invoicedMilligrams: invoiced.toString(), lotsMilligrams: weighed.toString() },
      sentence: `Sale ${sale} is filed${under} with ${roundedKilograms(invoiced)}, its lots weigh ${roundedKilograms(weighed)}: ${roundedKilograms(difference)} ${weighed > invoiced ? 'more' : 'less'} than is invoiced`,
    }),
  );
}

function judgePrice(
  prices: SalePrices,
  observation: SaleObservation,
  limits: SaleThresholds,
  { report }: Context,
): void {
  const { sale, value, netMilligrams, soldAt } = observation;
  const goods = goodsOf(observation);
  if (value === null || goods === null) return;
  const price = (value.minorUnits * 1_000_000_000_000n) / netMilligrams;
  const month = soldAt.slice(0, 'YYYY-MM'.length);
  const key = `${month} ${value.currency} ${goods}`;
  const known = prices.get(key)?.prices ?? new Map<string, bigint>();
  remember(
    prices,
    key,
    { at: Date.parse(soldAt), prices: known },
    { days: limits.priceDays, entriesMax: limits.pricesKeptMax },
  );
  const others = [...known].filter(([other]) => other !== sale).map(([, each]) => each);
  known.set(sale, price);
  for (const oldest of known.keys()) if (known.size > PRICES_KEPT) known.delete(oldest);
  if (others.length < limits.pricesMin) return;
  const median = others.sort((one, other) => (one < other ? -1 : 1))[Math.floor(others.length / 2)] ?? 0n;
  const off = price > median ? price - median : median - price;
  if (median === 0n || off * 100n <= median * BigInt(limits.priceDeviationPercentMax)) return;
  const share = percentOf(Number((off * 10_000n) / median) / 10_000);
  report(
    findingAbout(observation, {
      id: priceId(observation),
      severity: 'low',
      lots: observation.lots.map(({ lot }) => lot),
      numbers: {
        kilogramPriceMinorUnits: wholeUnits(price).toString(),
        kilogramMedianMinorUnits: wholeUnits(median).toString(),
        currency: value.currency,
      },
      sentence: `Sale ${sale} of ${goods} is filed at ${moneyText(wholeUnits(price), value.currency)} ${value.currency} a kilogram, ${share} ${price > median ? 'above' : 'below'} the median of ${others.length} others of ${month}, ${moneyText(wholeUnits(median), value.currency)}`,
    }),
  );
}

/** What is sold, as far as prices can be compared: null where lots are of several kinds, or nothing says. */
function goodsOf({ product, lots }: SaleObservation): string | null {
  const kinds = new Set(lots.map((lot) => [lot.product ?? lot.form, lot.grade].filter(Boolean).join(' ')));
  const [only = null, ...others] = kinds;
  if (others.length > 0) return null;
  return only === null || only === '' ? product : only;
}

/** Rounded down to a whole unit of the smallest there is. */
function wholeUnits(millionths: bigint): bigint {
  return millionths / 1_000_000n;
}
