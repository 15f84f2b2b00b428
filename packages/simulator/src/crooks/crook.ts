/** What crooks have in common: when they begin, whom they take, and the truth that is kept about them. */
import { happens } from '../chance.ts';
import type { ShipmentDraft } from '../drafts.ts';
import type { Lot } from '../lot.ts';
import type { Site, Trade } from '../site.ts';
import type { Crime, RuleId } from '../truth.ts';
import { DAY, type World } from '../world.ts';

export interface Crook {
  readonly rule: RuleId;
  /** How many of them a whole national industry has. */
  readonly count: number;
  /** Begins; does nothing where nobody is fit for it. */
  readonly begin: (world: World) => void;
}

/** A crime under way. */
export interface OpenCrime {
  readonly rule: RuleId;
  readonly also: readonly RuleId[];
  readonly party: string;
  readonly facility: string | null;
  readonly others: Set<string>;
  readonly lots: Set<string>;
  readonly shipments: Set<string>;
  readonly what: string;
  /** One of fewer acts leaves nothing to be seen yet, and is not told as a crime. */
  readonly leastActs: number;
  acts: number;
  from: number;
  to: number;
}

/** So many lots of a crime are named: those of its first acts. */
const LOTS_MAX = 200;

export function openCrime(
  world: World,
  site: Site,
  told: Pick<OpenCrime, 'rule' | 'also' | 'what' | 'leastActs'>,
): OpenCrime {
  const crime: OpenCrime = {
    ...told,
    party: site.party,
    facility: site.facility,
    others: new Set(),
    lots: new Set(),
    shipments: new Set(),
    acts: 0,
    from: world.now,
    to: world.now,
  };
  world.crimes.push(crime);
  return crime;
}

/** Notes an act of a crime, which `site` is about to record or has just recorded, with the lots that show it. */
export function commit(world: World, crime: OpenCrime, site: Site, lots: readonly Lot[]): void {
  // What a site last did may be long ago: it records nothing before now.
  const at = Math.max(site.clock, world.now);
  if (crime.acts === 0) crime.from = at;
  crime.acts += 1;
  crime.to = Math.max(crime.to, at);
  for (const { lot } of lots) if (crime.lots.size < LOTS_MAX) crime.lots.add(lot);
}

/** The same of a shipment that is about to leave. */
export function commitShipment(world: World, crime: OpenCrime, site: Site, draft: ShipmentDraft): void {
  commit(world, crime, site, draft.lots);
  crime.shipments.add(draft.shipment);
}

/** What is written of the crimes that came to something. */
export function toldCrimes(crimes: readonly OpenCrime[]): Crime[] {
  return crimes
    .filter(({ acts, leastActs }) => acts >= leastActs)
    .map(({ rule, also, party, facility, others, lots, shipments, from, to, what }, index) => ({
      crime: `CRIME-${String(index + 1).padStart(3, '0')}`,
      rule,
      also,
      party,
      facility,
      others: [...others],
      lots: [...lots],
      shipments: [...shipments],
      from: new Date(from).toISOString(),
      // Its last act is some hours of work.
      to: new Date(to + DAY).toISOString(),
      what,
    }));
}

/** A site that is fit and not crooked yet, which it is from now on; null where there is none. */
export function recruit(world: World, trade: Trade, isFit: (site: Site) => boolean = () => true): Site | null {
  const fit = world.sites[trade].filter((site) => !site.isCrooked && isFit(site));
  if (fit.length === 0) return null;
  const site = world.random.pick(fit);
  site.isCrooked = true;
  return site;
}

/** One of several ways to go about it. */
export function eitherOf<Way>(world: World, one: Way, other: Way): Way {
  return happens(world.random, 500_000) ? one : other;
}
