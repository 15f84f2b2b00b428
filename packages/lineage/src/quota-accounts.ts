/** Quotas against what was drawn on them: one account for each holder, year, activity and kind of ore. */
import { type ElementMasses, NO_ELEMENTS, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { totalOxideMass } from '@lodestone/custody/oxide-mass.ts';
import type { OreKind, QuotaActivity } from '@lodestone/custody/events/quota-schema.ts';
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import { FEED_ORIGINS, type FeedOrigin, UNCOUNTED_ORIGINS } from './feed-origin.ts';
import type { QuotaObservation } from './observed-filings.ts';
import type { QuotaDraw, QuotaDraws } from './quota-draws.ts';

/** `not-public`: whether it is kept nobody outside can tell. `no-quota`: nothing is recorded that allows it. */
export const QUOTA_STATES = ['within', 'near', 'over', 'not-public', 'no-quota'] as const;
export type QuotaState = (typeof QUOTA_STATES)[number];

/** Oxides of one origin, in milligrams, rounded once. */
export interface DrawnOxides {
  readonly origin: FeedOrigin;
  readonly oxideMilligrams: bigint;
  /** Whether it draws on the quota. */
  readonly isCounted: boolean;
}

export interface QuotaAccount {
  readonly holder: string;
  readonly year: number;
  readonly activity: QuotaActivity;
  readonly ore: OreKind | null;
  /** In the order of batches. */
  readonly batches: readonly QuotaObservation[];
  /** Those that are public, together. */
  readonly grantedMilligrams: bigint;
  readonly drawnMilligrams: bigint;
  readonly drawn: readonly DrawnOxides[];
  /** Negative when more is drawn than granted; null where a figure is not public or there is no quota. */
  readonly leftMilligrams: bigint | null;
  readonly state: QuotaState;
  readonly draws: readonly QuotaDraw[];
}

/** From this share on, in percent, a quota is nearly drawn. */
const NEAR_PERCENT = 90;

/**
 * All accounts, by year, holder, activity and ore: those with a quota, and those of whoever draws without one where others of
 * the country have one for that year and activity. What is done at a facility that a quota of the year names draws on that
 * quota, whoever does it; else on the quota of whoever does it.
 */
export function quotaAccounts(state: QuotaDraws, nearPercent = NEAR_PERCENT): QuotaAccount[] {
  const { quotas, countries } = state;
  const all = [...quotas.values()];
  // Without a quota nobody's draws are shown, so they need not be read.
  if (all.length === 0) return [];
  const granted = Map.groupBy(all, accountKey);
  const regulated = new Set(all.map((quota) => scopeOf(quota, countries.parties.get(quota.holder))));
  const isRegulated = (draw: QuotaDraw) => regulated.has(scopeOf(draw, countryOf(draw, countries)));
  const drawn = Map.groupBy(state.draws.values(), (draw) => accountKey(accountOf(draw, all)));
  const keys = [...new Set([...granted.keys(), ...drawn.keys()])].sort();
  return keys.flatMap((key) => {
    const draws = drawn.get(key) ?? [];
    const isShown = granted.has(key) || draws.some(isRegulated);
    return isShown ? [settle(key, granted.get(key) ?? [], draws, nearPercent)] : [];
  });
}

/** A year for which nobody of a country has a quota is one whose quotas are not recorded here. */
function scopeOf({ year, activity }: Pick<QuotaDraw, 'year' | 'activity'>, country: string | undefined): string {
  return JSON.stringify([year, activity, country ?? null]);
}

function countryOf(
  { facility, party }: QuotaDraw,
  { parties, facilities }: QuotaDraws['countries'],
): string | undefined {
  return (facility === null ? undefined : facilities.get(facility)) ?? parties.get(party);
}

type AccountName = Pick<QuotaAccount, 'holder' | 'year' | 'activity' | 'ore'>;

function accountOf(draw: QuotaDraw, quotas: readonly QuotaObservation[]): AccountName {
  const { year, activity, facility } = draw;
  for (const quota of quotas) {
    if (quota.year !== year || quota.activity !== activity || facility === null) continue;
    if (quota.facilities.includes(facility)) return quota;
  }
  return { holder: draw.party, year, activity, ore: draw.ore };
}

function accountKey({ year, holder, activity, ore }: AccountName): string {
  return JSON.stringify([year, holder, activity, ore]);
}

function settle(
  key: string,
  granted: readonly QuotaObservation[],
  draws: readonly QuotaDraw[],
  nearPercent: number,
): QuotaAccount {
  const [year, holder, activity, ore] = JSON.parse(key) as [number, string, QuotaActivity, OreKind | null];
  const batches = [...granted].sort((one, other) => one.batch - other.batch);
  const drawn = FEED_ORIGINS.flatMap((origin) => {
    const masses = draws.flatMap(({ byOrigin }) => byOrigin.get(origin) ?? []);
    const isCounted = !UNCOUNTED_ORIGINS.has(origin);
    return masses.length === 0 ? [] : [{ origin, oxideMilligrams: oxidesOf(masses), isCounted }];
  });
  const counted = draws.flatMap(({ byOrigin }) =>
    [...byOrigin].filter(([origin]) => !UNCOUNTED_ORIGINS.has(origin)).map(([, masses]) => masses),
  );
  const grantedMilligrams = batches.reduce((sum, { oxideMilligrams }) => sum + (oxideMilligrams ?? 0n), 0n);
  const drawnMilligrams = oxidesOf(counted);
  const state = stateOf(batches, { grantedMilligrams, drawnMilligrams, nearPercent });
  const isKnown = state !== 'not-public' && state !== 'no-quota';
  const leftMilligrams = isKnown ? grantedMilligrams - drawnMilligrams : null;
  return {
    holder,
    year,
    activity,
    ore,
    batches,
    grantedMilligrams,
    drawnMilligrams,
    drawn,
    leftMilligrams,
    state,
    draws,
  };
}

function stateOf(
  batches: readonly QuotaObservation[],
  sums: { readonly grantedMilligrams: bigint; readonly drawnMilligrams: bigint; readonly nearPercent: number },
): QuotaState {
  const { grantedMilligrams, drawnMilligrams, nearPercent } = sums;
  if (batches.length === 0) return 'no-quota';
  if (batches.some(({ oxideMilligrams }) => oxideMilligrams === null)) return 'not-public';
  if (drawnMilligrams > grantedMilligrams) return 'over';
  return drawnMilligrams * 100n >= grantedMilligrams * BigInt(nearPercent) && drawnMilligrams > 0n ? 'near' : 'within';
}

/** The sum as trade oxides, rounded once. An assay may have taken away more than there was stated. */
function oxidesOf(masses: readonly ElementMasses[]): bigint {
  const { numerator, denominator } = totalOxideMass(masses.length === 0 ? NO_ELEMENTS : sumElementMasses(masses));
  return numerator < 0n ? 0n : roundHalfEven(numerator, denominator);
}
