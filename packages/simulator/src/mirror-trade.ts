/**
 * Both sides' figures of the trade with each country: what left by its declarations, and what the partner says that came in.
 * The authority compares them some months later, and states a gap where they differ by much. It draws from a stream of its own.
 */
import { between, happens, partOf, spread, vary } from './chance.ts';
import type { JsonObject } from './line.ts';
import type { Site } from './site.ts';
import { DAY, register, streamOf, type World } from './world.ts';

/** A shipment as it was declared. */
interface Exit {
  readonly shipment: string;
  readonly site: Site;
  readonly destination: string;
  /** 6 digits. */
  readonly hsCode: string;
  readonly netMilligrams: bigint;
  readonly at: number;
}

export interface MirrorTrade {
  exits: Exit[];
  /** Shipments that the country they were declared for has never seen. */
  readonly neverArrived: Set<string>;
}

/** First and last month, and the day on which both sides' figures are there to be compared. */
const PERIODS = [
  { fromMonth: '2025-01', toMonth: '2025-06', comparedAt: Date.UTC(2025, 8, 15) },
  { fromMonth: '2025-07', toMonth: '2025-12', comparedAt: Date.UTC(2026, 2, 16) },
  { fromMonth: '2026-01', toMonth: '2026-04', comparedAt: Date.UTC(2026, 6, 8) },
] as const;

const LAG_MONTHS = 2;

/** Honest figures differ by so much, as a standard deviation; in some pairs goods went by way of a third country. */
const FIGURES_PARTS_PER_MILLION = 15_000;
const TRANSIT_PARTS_PER_MILLION = 40_000;
const IN_TRANSIT = { least: 110_000, most: 240_000 } as const;

/** Smaller gaps are let be. */
const STATED_FROM_PARTS_PER_MILLION = 60_000n;

/** Most honest gaps are cleared up within some weeks. */
const AGREED_PARTS_PER_MILLION = 700_000;

/** So many shipments are named with a gap at most. */
const SHIPMENTS_NAMED = 20;

export function noteExit(
  { trade, now }: World,
  site: Site,
  {
    shipment,
    destination,
    exit,
  }: { readonly shipment: string; readonly destination: string; readonly exit: JsonObject },
): void {
  const hsCode = String(exit['hsCode']).slice(0, 6);
  const netMilligrams = BigInt(Number(exit['netMilligrams'] ?? 0));
  trade.exits.push({ shipment, site, destination, hsCode, netMilligrams, at: Math.max(now, site.clock) });
}

export function planMirrorTrade(world: World): void {
  for (const period of PERIODS) world.agenda.plan(period.comparedAt, () => compare(world, period));
}

function compare(world: World, { fromMonth, toMonth }: (typeof PERIODS)[number]): void {
  const random = streamOf(world, 'mirror trade');
  const compared = world.trade.exits.filter((exit) => fromMonth <= monthOf(exit) && monthOf(exit) <= toMonth);
  const pairs = Map.groupBy(compared, ({ destination, hsCode }) => `${destination}-${hsCode}`);
  for (const [pair, exits] of pairs) {
    const exported = sumOf(exits);
    const missing = exits.filter(({ shipment }) => world.trade.neverArrived.has(shipment));
    const isTransit = missing.length === 0 && happens(random, TRANSIT_PARTS_PER_MILLION);
    const away = isTransit ? partOf(exported, between(random, IN_TRANSIT.least, IN_TRANSIT.most)) : sumOf(missing);
    const imported = vary(exported - away, spread(random, FIGURES_PARTS_PER_MILLION));
    const gapMilligrams = exported - imported;
    if (gapMilligrams * 1_000_000n < exported * STATED_FROM_PARTS_PER_MILLION) continue;
    const [importer = '', hsCode = ''] = pair.split('-');
    const gap = `MT-CN-${pair}-${fromMonth.replace('-', '')}-${toMonth.replace('-', '')}`;
    const named = (missing.length > 0 ? missing : exits.slice(-1)).slice(0, SHIPMENTS_NAMED);
    const stated = {
      type: 'trade-gap-stated',
      gap,
      status: 'open',
      figures: {
        exporter: 'CN',
        importer,
        hsCode,
        fromMonth,
        toMonth,
        lagMonths: LAG_MONTHS,
        exportsMilligrams: Number(exported),
        importsMilligrams: Number(imported),
        gapMilligrams: Number(gapMilligrams),
      },
      reason: 'these shipments are not found among what came in',
      shipments: named.map(({ shipment }) => shipment),
    };
    register(world, stated, random);
    if (!isTransit || !happens(random, AGREED_PARTS_PER_MILLION)) continue;
    const days = between(random, 10, 40) * DAY;
    const reason = 'found: the goods went by way of a third country';
    world.agenda.plan(world.now + days, () =>
      register(world, { type: 'trade-gap-stated', gap, status: 'agreed', reason }, random),
    );
  }
  world.trade.exits = world.trade.exits.filter((exit) => monthOf(exit) > toMonth);
}

/** `2026-01`. */
function monthOf({ at }: Exit): string {
  return new Date(at).toISOString().slice(0, 7);
}

function sumOf(exits: readonly Exit[]): bigint {
  return exits.reduce((sum, { netMilligrams }) => sum + netMilligrams, 0n);
}
