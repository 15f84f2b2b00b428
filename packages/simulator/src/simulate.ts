/** A made-up industry, line by line: what `lodestone record` takes, and the truth about it. */
import type { JsonObject, Line } from './line.ts';
import { randomSource } from './random.ts';
import { createAgenda } from './agenda.ts';
import { toldCrimes } from './crooks/crook.ts';
import { planCrimes } from './crooks/plan-crimes.ts';
import { planImports } from './imports.ts';
import { foundIndustry } from './industry.ts';
import { planMirrorTrade } from './mirror-trade.ts';
import { planChange } from './newcomers.ts';
import { planQuotas } from './quotas.ts';
import type { Site } from './site.ts';
import type { Crime } from './truth.ts';
import { workExporter } from './works/exporter.ts';
import { workMagnetMaker } from './works/magnet-maker.ts';
import { workMetalMaker } from './works/metal-maker.ts';
import { openMine } from './works/mine.ts';
import { workRecycler } from './works/recycler.ts';
import { workRefiner } from './works/refiner.ts';
import { DAY, type World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** So many lines are made. */
  readonly events: number;
  /** The digest of an event's canonical bytes, as the ledger names it. */
  readonly digestOf: (event: JsonObject) => string;
}

/** From so many events on the industry is as large as a country's; a smaller one has fewer of every trade. */
const WHOLE_INDUSTRY_EVENTS = 200_000;

const BEGINS_AT = Date.UTC(2024, 10, 1);
const LASTS_DAYS = 700;

/** What a batch of a mine sets off until all of it is sold, in events: measured. */
const EVENTS_PER_BATCH = 90;

/** Of a whole industry. */
const MINES = 40;

/** Yields `events` lines in the order in which they are recorded, and returns what is really wrong among them. */
export function* simulate({ seed, events, digestOf }: SimulationOptions): Generator<Line, readonly Crime[]> {
  const size = Math.min(1_000_000, Math.round((events / WHOLE_INDUSTRY_EVENTS) * 1_000_000));
  const mines = Math.max(4, Math.round((MINES * size) / 1_000_000));
  const world: World = {
    seed,
    random: randomSource(seed),
    streams: new Map(),
    agenda: createAgenda(),
    sites: noSites(),
    works: {
      refiner: workRefiner,
      'metal-maker': workMetalMaker,
      'magnet-maker': workMagnetMaker,
      recycler: workRecycler,
      exporter: workExporter,
      'home-user': consume,
    },
    lines: [],
    crimes: [],
    trade: { exits: [], neverArrived: new Set() },
    otherQuotas: new Map(),
    importers: [],
    bills: new Map(),
    digestOf,
    beginsAt: BEGINS_AT,
    endsAt: BEGINS_AT + LASTS_DAYS * DAY,
    batchMilliseconds: Math.round((LASTS_DAYS * DAY * EVENTS_PER_BATCH * mines) / events),
    now: BEGINS_AT,
    named: 0,
  };
  foundIndustry(world, size);
  planCrimes(world, size);
  planChange(world, size);
  planQuotas(world);
  planMirrorTrade(world);
  planImports(world, size);
  for (const mine of world.sites.mine) openMine(world, mine);
  let made = 0;
  for (;;) {
    for (const line of world.lines.splice(0)) {
      if (made === events) return toldCrimes(world.crimes);
      made += 1;
      yield line;
    }
    const next = world.agenda.next();
    if (next === null) throw new Error('nothing is left to happen');
    world.now = next.at;
    next.act();
  }
}

function noSites(): World['sites'] {
  return {
    mine: [],
    refiner: [],
    'metal-maker': [],
    'magnet-maker': [],
    recycler: [],
    trader: [],
    exporter: [],
    'home-user': [],
    'foreign-user': [],
    laboratory: [],
  };
}

/** What end users buy goes into their products. */
function consume(_: World, site: Site): void {
  for (const lot of site.stock.splice(0)) site.tampering.sale?.(lot);
}
