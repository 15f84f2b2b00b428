/** The industry as it runs: its time, its chance, who is in it, and the lines that it has written and nobody has read yet. */
import type { JsonObject, Line } from './line.ts';
import type { MirrorTrade } from './mirror-trade.ts';
import { namedSource, type RandomSource, randomHash, randomUuid } from './random.ts';
import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { Agenda } from './agenda.ts';
import type { Bills } from './auxiliaries.ts';
import { between } from './chance.ts';
import type { Paper } from './drafts.ts';
import type { Site, Trade } from './site.ts';
import type { OpenCrime } from './crooks/crook.ts';

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export interface World {
  readonly seed: number;
  readonly random: RandomSource;
  /** Of parts that draw by themselves, by name. */
  readonly streams: Map<string, RandomSource>;
  readonly agenda: Agenda;
  readonly sites: Readonly<Record<Trade, Site[]>>;
  /** What sites of a trade do when goods have come; of some trades nothing. */
  readonly works: Readonly<Partial<Record<Trade, (world: World, site: Site) => void>>>;
  /** Written, and not handed out yet. */
  readonly lines: Line[];
  readonly crimes: OpenCrime[];
  readonly trade: MirrorTrade;
  /** Oxides of a year, of those parties who get another quota than one that covers what they usually do. */
  readonly otherQuotas: Map<string, bigint>;
  /** Refiners that work what comes from abroad; others do not buy of them. */
  readonly importers: Site[];
  /** Of reagents and power, by party and step. */
  readonly bills: Map<string, Bills>;
  /** The digest by which a correction names an event. */
  readonly digestOf: (event: JsonObject) => string;
  /** From when to when the industry is looked at, in milliseconds since 1970. */
  readonly beginsAt: number;
  readonly endsAt: number;
  /** How long a mine takes from batch to batch. */
  readonly batchMilliseconds: number;
  now: number;
  named: number;
}

/** The chance of a part of the industry that leaves all others as they are, whatever it draws. */
export function streamOf(world: World, name: string): RandomSource {
  const known = world.streams.get(name) ?? namedSource(world.seed, name);
  world.streams.set(name, known);
  return known;
}

/** An id that nothing else has: lots, transfers and shipments share one name space. */
export function newId(world: World, prefix: string): string {
  world.named += 1;
  return `${prefix}-${String(world.named).padStart(7, '0')}`;
}

export function newPaper(world: World, kind: string): Paper {
  return { kind, sha256: randomHash(world.random), name: `${newId(world, kind)}.pdf` };
}

/** Writes what a site does, some minutes after what it did before. Returns the event. */
export function write(world: World, site: Site, body: JsonObject): JsonObject {
  const paused = Math.max(site.clock, world.now) + between(world.random, 4 * MINUTE, 90 * MINUTE);
  // Times of works are noted to the minute.
  site.clock = paused - (paused % MINUTE);
  const facility = site.facility;
  return writeAt(world, site.party, site.clock, { facility, ...body });
}

/** Writes what a site does as it does it, but has it recorded only so much later. */
export function writeLate(world: World, site: Site, body: JsonObject, milliseconds: number): JsonObject {
  const event = write(world, site, body);
  const at = world.lines.findIndex((line) => line.event === event);
  const late = world.lines.splice(at, 1);
  world.agenda.plan(site.clock + milliseconds, () => world.lines.push(...late));
  return event;
}

/** Writes what the operator registers or states, now. */
export function register(world: World, body: JsonObject, random = world.random): void {
  writeAt(world, OPERATOR, world.now, body, random);
}

/** Writes an event of `party` that happened at `at`. */
function writeAt(world: World, party: string, at: number, body: JsonObject, random = world.random): JsonObject {
  const id = randomUuid(random, at);
  const { type, ...members } = body;
  const event: JsonObject = { type, id, occurredAt: new Date(at).toISOString(), ...members };
  world.lines.push({ by: party, event });
  return event;
}

/** Takes `site` to its work in a while, unless it is called already. */
export function call(world: World, site: Site, milliseconds: number, work: () => void): void {
  if (site.isCalled) return;
  site.isCalled = true;
  world.agenda.plan(Math.max(world.now, site.clock) + milliseconds, () => {
    site.isCalled = false;
    work();
  });
}

export function pickSite(world: World, trade: Trade): Site {
  return world.random.pick(world.sites[trade]);
}

/** One of those that usually buy from `site`. */
export function pickCustomer(world: World, site: Site): Site {
  return world.random.pick(site.customers);
}
