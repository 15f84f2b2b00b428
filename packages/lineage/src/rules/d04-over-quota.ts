/**
 * D04: more is dug or separated in a year than the quotas of the year allow, or nearly so; and a year that ends with a spike
 * and is followed by a dip, as where a quota is used up before it lapses, or output is dated into the old year.
 *
 * It is judged when all is known, so that a batch that is allotted late counts for what was done before it.
 */
import { DAY_MILLISECONDS } from '../days.ts';
import { type Finding, NAMED_MAX } from '../finding.ts';
import { type QuotaAccount, quotaAccounts } from '../quota-accounts.ts';
import { observeQuotaDraws, type QuotaDraws, startQuotaDraws } from '../quota-draws.ts';
import { roundedKilograms, roundedPercent } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';

const thresholds = {
  nearPercent: 90,
  /** Of ten usual days of the year. */
  spikePercentMin: 250,
  dipPercentMax: 50,
  /** Fewer batches in the last days are chance at a place that works in few and large ones. */
  spikeBatchesMin: 3,
};

type Context = RuleContext<typeof thresholds>;

/** The first and the last of a year, and the days between them and the last. */
const EDGE_DAYS = 10n;
const OTHER_DAYS = 355n;

export const overQuota: Rule<QuotaDraws, typeof thresholds> = {
  id: 'D04',
  version: 3,
  title: 'Over quota',
  family: 'mass',
  inputs:
    'quotas by holder, year and batch, what is mined and what solvent extraction takes, in oxides by the year of the place',
  mistakes:
    'a batch that is allotted late or not recorded, feed that another has a quota for, a year-end rush that is honest',
  clears: 'the batch that covers it is recorded, or the quota of whoever the work was done for',
  thresholds,
  start: startQuotaDraws,
  observe: (state, observation) => observeQuotaDraws(state, observation),
  close: (state, knownAt, context) => {
    const accounts = quotaAccounts(state, context.thresholds.nearPercent);
    for (const account of accounts) {
      judgeAccount(account, context);
      judgeYearEnd(account, accounts, knownAt, context);
    }
  },
};

function judgeAccount(account: QuotaAccount, { report }: Context): void {
  const { state, holder, year, drawnMilligrams: drawn, grantedMilligrams: granted } = account;
  const numbers = { drawnMilligrams: drawn.toString(), grantedMilligrams: granted.toString(), year };
  const has = `${holder} has ${account.activity === 'mining' ? 'mined' : 'fed into separation'} ${roundedKilograms(drawn)} of rare-earth oxides${oreOf(account)} in ${year}`;
  const about = { ...evidenceOf(account), id: idOf(account), numbers };
  switch (state) {
    case 'over':
      return report({
        ...about,
        severity: 'medium',
        sentence:
          granted === 0n
            ? `${has}, its quota is 0 kg`
            : `${has}, its quota is ${roundedKilograms(granted)}: ${roundedPercent(drawn, granted)} of it`,
      });
    case 'near':
      return report({
        ...about,
        severity: 'low',
        sentence: `${has}, ${roundedPercent(drawn, granted)} of its quota of ${roundedKilograms(granted)}: ${roundedKilograms(granted - drawn)} are left`,
      });
    case 'no-quota':
      if (drawn === 0n) return;
      return report({ ...about, severity: 'medium', sentence: `${has}, and no quota of it is recorded for that year` });
    default:
  }
}

/** Judged once the ten days after the year are known as well. */
function judgeYearEnd(
  account: QuotaAccount,
  accounts: readonly QuotaAccount[],
  knownAt: string,
  { thresholds: limits, report }: Context,
): void {
  const { holder, year, draws } = account;
  if (Date.parse(knownAt) < Date.UTC(year + 1, 0, 1) + (Number(EDGE_DAYS) + 1) * DAY_MILLISECONDS) return;
  const last = sumOf(draws, 'lastDaysBillionths');
  const rest = account.drawnMilligrams * BILLION - last;
  const next = accounts.find((other) => other.year === year + 1 && isSameBut(other, account));
  const first = sumOf(next?.draws ?? [], 'firstDaysBillionths');
  if (rest <= 0n) return;
  if (draws.reduce((sum, { lastDaysBatches }) => sum + lastDaysBatches, 0) < limits.spikeBatchesMin) return;
  if (last * OTHER_DAYS * 100n < rest * EDGE_DAYS * BigInt(limits.spikePercentMin)) return;
  if (first * OTHER_DAYS * 100n > rest * EDGE_DAYS * BigInt(limits.dipPercentMax)) return;
  const usual = (rest * EDGE_DAYS) / OTHER_DAYS / BILLION;
  const [lastMilligrams, firstMilligrams] = [last / BILLION, first / BILLION];
  report({
    ...evidenceOf(account),
    id: `${idOf(account)}/year-end`,
    severity: 'low',
    numbers: {
      lastDaysMilligrams: lastMilligrams.toString(),
      nextDaysMilligrams: firstMilligrams.toString(),
      usualMilligrams: usual.toString(),
    },
    sentence: `${holder} has ${account.activity === 'mining' ? 'mined' : 'fed into separation'} ${roundedKilograms(lastMilligrams)} of rare-earth oxides${oreOf(account)} in the last ${EDGE_DAYS} days of ${year}, ${roundedKilograms(firstMilligrams)} in the ${EDGE_DAYS} days after them, and ${roundedKilograms(usual)} in ${EDGE_DAYS} usual days of the year`,
  });
}

const BILLION = 1_000_000_000n;

function isSameBut(one: QuotaAccount, other: QuotaAccount): boolean {
  return one.holder === other.holder && one.activity === other.activity && one.ore === other.ore;
}

function sumOf(draws: QuotaAccount['draws'], of: 'firstDaysBillionths' | 'lastDaysBillionths'): bigint {
  return draws.reduce((sum, draw) => sum + draw[of], 0n);
}

function oreOf({ ore }: QuotaAccount): string {
  if (ore === null) return '';
  return ore === 'ionic' ? ' from ionic clay' : ' from rock';
}

function idOf({ holder, year, activity, ore }: QuotaAccount): string {
  return `D04/${holder}/${year}/${activity}${ore === null ? '' : `/${ore}`}`;
}

/** What shows it: the latest lots and events that drew. */
function evidenceOf({ holder, draws }: QuotaAccount): Omit<EvidencedFinding, 'id'> {
  const facilities = [...new Set(draws.map(({ facility }) => facility))];
  const times = draws.flatMap(({ from, to }) => [from, to]).sort((one, other) => Date.parse(one) - Date.parse(other));
  return {
    party: holder,
    facility: facilities.length === 1 ? (facilities[0] ?? null) : null,
    lots: draws.flatMap(({ lots }) => lots).slice(-NAMED_MAX),
    shipments: [],
    others: [...new Set(draws.map(({ party }) => party))].filter((party) => party !== holder).slice(0, NAMED_MAX),
    events: draws.flatMap(({ events }) => events).slice(-NAMED_MAX),
    from: times[0] ?? '',
    to: times.at(-1) ?? '',
  };
}

type EvidencedFinding = Pick<
  Finding,
  'id' | 'party' | 'facility' | 'lots' | 'shipments' | 'others' | 'events' | 'from' | 'to'
>;
