/** Honest mistakes, put right by whoever made them: a typo, wet taken for dry, oxide for metal, and goods that got lost on the way. */
import { type ElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { between, happens, partOf, spread, vary } from './chance.ts';
import type { JsonObject } from './line.ts';
import { type Lot, mapElements, type Quantity } from './lot.ts';
import { randomUuid } from './random.ts';
import type { Site } from './site.ts';
import { DAY, type World, write } from './world.ts';

/** How often, of a million. */
const MISTAKEN_RECEIPTS = 5_000;
const DISPUTED_RECEIPTS = 5_000;
const MISTAKEN_DECLARATIONS = 10_000;
const MISTAKEN_ASSAYS = 15_000;

/** What the oxide weighs that a kilogram of the metal makes is near this for all rare earths. */
const OXIDE_FOR_METAL_PARTS_PER_MILLION = 1_170_000;

/** And never more than this. */
const OXIDE_MOST_PARTS_PER_MILLION = 1_300_000;

const MILLION = 1_000_000;

export type WeighedLine = { readonly lot: Lot; readonly netMilligrams: bigint | null };

/** Lines of a receipt as somebody wrote them down wrongly; null where nobody did. */
export function mistakenLines({ random }: World, lines: readonly WeighedLine[]): readonly WeighedLine[] | null {
  if (!happens(random, MISTAKEN_RECEIPTS)) return null;
  const isDry = happens(random, 500_000);
  return lines.map(({ lot, netMilligrams }, index) => {
    const moisture = lot.quantity.moisturePartsPerMillion ?? 0;
    if (netMilligrams === null || index > 0) return { lot, netMilligrams };
    const wrong = isDry && moisture > 0 ? partOf(netMilligrams, MILLION - moisture) : netMilligrams * 10n;
    return { lot, netMilligrams: wrong };
  });
}

/** Lines of a receipt of goods of which some got lost on the way; null where none did. */
export function disputedLines({ random }: World, lines: readonly WeighedLine[]): readonly WeighedLine[] | null {
  if (!happens(random, DISPUTED_RECEIPTS)) return null;
  const lost = between(random, 40_000, 90_000);
  return lines.map(({ lot, netMilligrams }) => {
    return { lot, netMilligrams: netMilligrams === null ? null : vary(netMilligrams, -lost) };
  });
}

/** Both sides say that `event`, a receipt of `to`, is to say `instead`, before the goods go on. */
export function correctTogether(
  world: World,
  [from, to]: readonly [Site, Site],
  event: JsonObject,
  instead: JsonObject,
) {
  const correction = correctionOf(world, event, instead, 'the weight was written down wrongly');
  write(world, to, correction);
  write(world, from, correction);
  to.clock = Math.max(to.clock, from.clock);
}

/** Both sides agree after some days on what was declared. */
export function settleLater(world: World, sites: readonly [Site, Site], transfer: string): void {
  const days = between(world.random, 2 * DAY, 20 * DAY);
  world.agenda.plan(world.now + days, () => {
    for (const site of sites)
      write(world, site, { type: 'transfer-settled', transfer, resolution: { basis: 'declared' } });
  });
}

/** A declaration as it is made, and what it should have said; most are right. */
export function declareWithTypo({ random }: World, exit: JsonObject): JsonObject {
  return happens(random, MISTAKEN_DECLARATIONS) ? { ...exit, netMilligrams: Number(exit['netMilligrams']) * 10 } : exit;
}

/** Puts right some days later what `event` said. */
export function correctLater(world: World, site: Site, event: JsonObject, instead: JsonObject): void {
  const days = between(world.random, DAY, 12 * DAY);
  world.agenda.plan(world.now + days, () => {
    write(world, site, correctionOf(world, event, instead, 'a digit too many'));
  });
}

/** What a laboratory found, written down as oxides; null where nobody made that mistake. */
export function takenForMetal({ random }: World, found: Quantity): Quantity | null {
  if (!happens(random, MISTAKEN_ASSAYS)) return null;
  const elementMilligrams = mapElements(found.elementMilligrams, (mass) => {
    return partOf(mass, OXIDE_FOR_METAL_PARTS_PER_MILLION + spread(random, 1_000));
  });
  return mayBe(found, elementMilligrams) ? { ...found, elementMilligrams } : null;
}

/** More oxide than there is of a lot is refused by every ledger, and so noticed at once. */
function mayBe({ netMilligrams, moisturePartsPerMillion }: Quantity, masses: ElementMasses): boolean {
  if (netMilligrams === null) return false;
  const dry = partOf(netMilligrams, MILLION - (moisturePartsPerMillion ?? 0));
  return partOf(totalMilligrams(masses), OXIDE_MOST_PARTS_PER_MILLION) < dry;
}

/** Says that `event` should have said `instead`. */
export function correctionOf(world: World, event: JsonObject, instead: JsonObject, reason: string): JsonObject {
  const id = randomUuid(world.random, world.now);
  return {
    type: 'event-corrected',
    corrects: world.digestOf(event),
    reason,
    replacement: { ...event, ...instead, id },
  };
}
