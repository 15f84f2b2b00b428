/** How what a lot has is found to be otherwise, in a history. */
import type { MutableElementMasses } from '../../src/element-masses.ts';
import { elementEntries, elementMassesSum, elementsJson, mapElements } from '../lawful-amounts.ts';
import { type AccountLot, isUsable } from './account.ts';
import { isUsedUp, MEASURES } from './account-amounts.ts';
import { pickLot, type Proposal, type Stage } from './stage.ts';

const isThere = ({ remaining, status }: AccountLot) => !isUsedUp(remaining) && status !== 'voided';

/** The laboratory or whoever has the lot says what is in it, wherever that is. */
export function assay(stage: Stage): Proposal | null {
  const { random } = stage;
  const lot = pickLot(stage, undefined, isThere);
  if (lot === null) return null;
  const found: MutableElementMasses = {};
  const notDetected: string[] = [];
  for (const [element, mass] of elementEntries(lot.remaining.elementMilligrams)) {
    const drawn = random.below(100);
    if (drawn < 20) continue;
    if (drawn < 26) notDetected.push(element);
    else found[element] = (mass * BigInt(900 + random.below(150))) / 1_000n;
  }
  if (random.chance(10) && lot.remaining.elementMilligrams.Tb === undefined) found.Tb = BigInt(random.below(50));
  const { netMilligrams } = lot.remaining;
  const least = elementMassesSum(found) * 2n;
  const reweighed =
    netMilligrams === null || random.chance(50) ? null : netMilligrams > least ? netMilligrams - 1n : least;
  const quantity = {
    ...(reweighed !== null && { netMilligrams: Number(reweighed) }),
    elementMilligrams: elementsJson(found),
    ...(notDetected.length > 0 && { notDetected }),
  };
  const isOwn = random.chance(40);
  const by = isOwn ? lot.custodian : 'LABORATORY';
  const version = random.pick(['provisional', 'provisional', 'final', 'final', isOwn ? 'final' : 'umpire']);
  const laboratory = isOwn && random.chance(50) ? lot.custodian : 'LABORATORY';
  const uncertaintyPartsPerMillion = random.below(30_000);
  const body = {
    type: 'lot-assayed',
    lot: lot.lot,
    laboratory,
    method: 'ICP-MS',
    quantity,
    uncertaintyPartsPerMillion,
  };
  return { by, body: { ...body, version } };
}

/** A count finds a little less or more, all gone, or what was lost. */
export function adjust(stage: Stage): Proposal | null {
  const { random } = stage;
  const lot = pickLot(stage, undefined, (one) => one.status === 'lost' || (isThere(one) && one.status !== 'exported'));
  if (lot === null) return null;
  const isLost = lot.status === 'lost';
  const permille = BigInt(random.chance(15) ? 0 : random.chance(15) ? 1_100 : 900 + random.below(110));
  const { elementMilligrams } = lot.remaining;
  const measure = random.pick(
    MEASURES.filter((candidate) => lot.remaining[candidate] !== null).concat('netMilligrams'),
  );
  const there = isLost ? BigInt(1_000_000) : ((lot.remaining[measure] ?? 0n) * permille) / 1_000n;
  const counted = mapElements(elementMilligrams, (mass) => (mass * permille) / 1_000n);
  const stated =
    random.chance(15) && Object.keys(counted).length > 0 ? { elementMilligrams: elementsJson(counted) } : {};
  const quantity = { [measure]: Number(there), ...stated };
  const reason = isLost ? 'found' : random.pick(['count', 'loss', 'theft', 'drying']);
  return { by: lot.custodian, body: { type: 'lot-adjusted', lot: lot.lot, quantity, reason } };
}

export function dispose(stage: Stage): Proposal | null {
  const { random, account } = stage;
  const lot = pickLot(stage, undefined, (one) => isUsable(account, one) && (one.unit === null || random.chance(10)));
  if (lot === null) return null;
  const { netMilligrams, volumeMillilitres } = lot.remaining;
  const measure = netMilligrams === null ? 'volumeMillilitres' : 'netMilligrams';
  const left = netMilligrams ?? volumeMillilitres;
  const part = random.chance(40) ? left : ((left ?? 0n) * BigInt(1 + random.below(99))) / 100n + 1n;
  const quantity = { [measure]: Number(part ?? 0n) };
  return { by: lot.custodian, body: { type: 'lot-disposed', lot: lot.lot, quantity, reason: 'to the landfill' } };
}
