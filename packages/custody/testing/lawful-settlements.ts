/** How the parties of a made-up chain agree on what came. */
import type { Amounts } from '../src/amounts.ts';
import { elementsFit, mapElements } from './lawful-amounts.ts';
import type { Chain, EventBody, OpenDispute } from './lawful-event.ts';
import { LAWFUL_AUTHORITY } from './lawful-parties.ts';
import { lotsOf } from './lawful-stock.ts';

/** A party says what it would settle on; the other agrees, or an authority has the last word. */
export function settle(chain: Chain): EventBody | null {
  const { random, disputes } = chain;
  const latest = disputes.at(-1);
  if (latest === undefined) return null;
  // Mostly while the lot is still there.
  const dispute = random.chance(60) ? latest : random.pick(disputes);
  const { transfer, lot, consignor, consignee, proposal } = dispute;
  const isFirst = proposal === null;
  const answerer = proposal?.by === consignor ? consignee : consignor;
  const by = random.chance(20) ? LAWFUL_AUTHORITY : isFirst ? random.pick([consignor, consignee]) : answerer;
  const wish = proposal?.basis ?? random.pick(['declared', 'measured', 'measured'] as const);
  const settled = wish === 'measured' ? bookAsMeasured(chain, dispute) : null;
  const basis = settled === null ? 'declared' : 'measured';
  const isEffective = by === LAWFUL_AUTHORITY || basis === proposal?.basis;
  if (isEffective) {
    disputes.splice(disputes.indexOf(dispute), 1);
    if (settled !== null) lot.remaining = settled;
  } else dispute.proposal = { by, basis };
  const named = random.chance(70) || disputes.some((other) => other.transfer === transfer && other !== dispute);
  const about = named ? { lot: lot.lot } : {};
  return { by, body: { type: 'transfer-settled', transfer, ...about, resolution: { basis } } };
}

/** What remains of the lot if it came as measured; null when somebody has used it up, or more of it than came. */
function bookAsMeasured({ stock }: Chain, { lot, declared, measured }: OpenDispute): Amounts | null {
  const isThere = [...stock.keys()].some((party) => lotsOf(stock, party).includes(lot));
  const measure = declared.netMilligrams === null ? 'volumeMillilitres' : 'netMilligrams';
  const [before, after] = [declared[measure], measured[measure]];
  if (!isThere || before === null || after === null) return null;
  const more = (amount: bigint) => (amount * (after - before)) / before;
  const { netMilligrams, volumeMillilitres, pieces } = lot.remaining;
  const move = (left: bigint | null, came: bigint | null, found: bigint | null) =>
    left === null || came === null ? left : left + (found === null ? more(came) : found - came);
  const settled: Amounts = {
    netMilligrams: move(netMilligrams, declared.netMilligrams, measured.netMilligrams),
    volumeMillilitres: move(volumeMillilitres, declared.volumeMillilitres, measured.volumeMillilitres),
    pieces: move(pieces, declared.pieces, null),
    elementMilligrams: mapElements(lot.remaining.elementMilligrams, (left, element) => {
      const moved = left + more(declared.elementMilligrams[element] ?? 0n);
      return moved < 0n ? 0n : moved;
    }),
  };
  const { elementMilligrams, ...bulk } = settled;
  const all = [...Object.values(bulk), ...Object.values(elementMilligrams)];
  return all.every((amount) => amount === null || amount >= 0n) && elementsFit(settled) ? settled : null;
}
