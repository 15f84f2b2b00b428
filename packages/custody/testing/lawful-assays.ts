/** What laboratories find in the lots of a made-up chain: a little more or less, something new, something not at all. */
import { ELEMENT_SYMBOLS } from '../src/element.ts';
import type { MutableElementMasses } from '../src/element-masses.ts';
import { totalOxideMass } from '../src/oxide-mass.ts';
import type { JsonObject } from './json-object.ts';
import { elementEntries, elementMassesSum, elementsJson } from './lawful-amounts.ts';
import type { Chain, EventBody } from './lawful-event.ts';
import { LAWFUL_LABORATORY, LAWFUL_PARTIES } from './lawful-parties.ts';
import { lotsOf, type StockLot } from './lawful-stock.ts';

/** Of a hundred assays: provisional, final, umpire's. */
const PROVISIONAL_PERCENT = 45;
const UMPIRE_PERCENT = 5;

/** The laboratory says what a lot contains, wherever it is; or its custodian does, for itself or by a certificate. */
export function assay(chain: Chain): EventBody | null {
  const { random, stock, inTransit } = chain;
  const held = LAWFUL_PARTIES.flatMap(({ party }) => lotsOf(stock, party).map((lot) => ({ custodian: party, lot })));
  const underWay = inTransit.flatMap(({ lots }) => lots).map((lot) => ({ custodian: null, lot }));
  const candidates = [...held, ...underWay].filter(({ lot }) => lot.assay !== 'umpire');
  if (candidates.length === 0) return null;
  // A provisional assay is followed by another one.
  const again = candidates.filter(({ lot }) => lot.assay !== undefined);
  const { custodian, lot } = random.pick(again.length > 0 && random.chance(40) ? again : candidates);
  const drawn = random.below(100);
  const isUmpire = drawn < UMPIRE_PERCENT && custodian !== LAWFUL_LABORATORY;
  const version = isUmpire ? 'umpire' : drawn < PROVISIONAL_PERCENT ? 'provisional' : 'final';
  const byCustodian = custodian !== null && !isUmpire && random.chance(50);
  const by = byCustodian ? custodian : LAWFUL_LABORATORY;
  const laboratory = byCustodian && random.chance(50) ? custodian : LAWFUL_LABORATORY;
  const quantity = findIn(chain, lot);
  lot.assay = version;
  const method = random.pick(['ICP-MS', 'ICP-OES', 'XRF', 'titration']);
  const uncertaintyPartsPerMillion = random.below(30_000);
  const body = { type: 'lot-assayed', lot: lot.lot, laboratory, method, quantity, uncertaintyPartsPerMillion, version };
  return { by, body };
}

/** Changes the lot to what the assay finds, and says it as the assay does. */
function findIn({ random }: Chain, lot: StockLot): JsonObject {
  const { netMilligrams, elementMilligrams } = lot.remaining;
  const found: MutableElementMasses = {};
  const left: MutableElementMasses = { ...elementMilligrams };
  const notDetected: string[] = [];
  for (const [element, mass] of elementEntries(elementMilligrams)) {
    // Some are not tested this time, and of traces some are no longer detected.
    if (random.chance(20)) continue;
    if (mass < 1_000n && random.chance(50)) {
      notDetected.push(element);
      left[element] = 0n;
      continue;
    }
    found[element] = (mass * BigInt(980_000 + random.below(40_000))) / 1_000_000n;
    left[element] = found[element];
  }
  const unstated = ELEMENT_SYMBOLS.filter((element) => elementMilligrams[element] === undefined);
  const drawn = random.below(100);
  if (unstated.length > 0 && drawn < 50) {
    const element = random.pick(unstated);
    if (drawn < 20) {
      notDetected.push(element);
    } else {
      found[element] = BigInt(random.below(2_000));
      left[element] = found[element];
    }
  }
  const reweighed = netMilligrams === null ? null : reweigh(netMilligrams, left, random.below(2_000));
  lot.remaining = { ...lot.remaining, netMilligrams: reweighed, elementMilligrams: left };
  return {
    ...(reweighed !== null && reweighed !== netMilligrams && { netMilligrams: Number(reweighed) }),
    elementMilligrams: elementsJson(found),
    ...(notDetected.length > 0 && { notDetected }),
  };
}

/** A little more, and enough for what is in it, also as oxides; the same where that is enough. */
function reweigh(netMilligrams: bigint, elements: MutableElementMasses, morePartsPerMillion: number): bigint {
  const { numerator, denominator } = totalOxideMass(elements);
  const oxides = numerator / denominator + 1n;
  const sum = elementMassesSum(elements);
  const needed = oxides > sum ? oxides : sum;
  if (needed <= netMilligrams && morePartsPerMillion < 1_000) return netMilligrams;
  const more = (netMilligrams * BigInt(1_000_000 + morePartsPerMillion)) / 1_000_000n;
  return more > needed ? more : needed;
}
