/**
 * What parties say that they need, beside what is licensed for them: in their own name, and through whom they name as their
 * supplier. What a supplier may get is shared out between those who name it, in proportion to what they need, so that no
 * milligram is counted for two of them.
 */
import type { StockStatement } from './stock-cover.ts';

/** What a licence still lets somebody have, of one item. */
export interface LicensedMass {
  /** The end user; the consignee where no end user is known. */
  readonly party: string;
  readonly item: string;
  readonly netMilligrams: bigint;
}

export interface NeedCoverage {
  readonly party: string;
  readonly item: string;
  readonly needMilligrams: bigint;
  /** Licensed for the party itself. */
  readonly ownMilligrams: bigint;
  /** Its share of what is licensed for its suppliers, and for theirs. */
  readonly throughSuppliersMilligrams: bigint;
  /** Suppliers, nearest first: each named by the one before. */
  readonly tiers: readonly string[];
  /** Of the need, rounded down; null where none is stated. */
  readonly coveredPartsPerMillion: bigint | null;
}

/** By party and item, of those who state a need. */
export function coverNeeds(stated: readonly StockStatement[], licensed: readonly LicensedMass[]): NeedCoverage[] {
  return [...new Set(stated.map(({ item }) => item))].sort().flatMap((item) => {
    return coverNeedsOfItem(
      item,
      stated.filter((statement) => statement.item === item),
      licensed.filter((mass) => mass.item === item),
    );
  });
}

interface Member {
  readonly need: bigint;
  /** The first that it names, of all its sectors. */
  readonly supplier: string | null;
}

function coverNeedsOfItem(
  item: string,
  stated: readonly StockStatement[],
  licensed: readonly LicensedMass[],
): NeedCoverage[] {
  const members = new Map<string, Member>();
  for (const { party, need, supplier } of stated) {
    const before = members.get(party) ?? { need: 0n, supplier: null };
    members.set(party, { need: before.need + (need?.milligrams ?? 0n), supplier: before.supplier ?? supplier });
  }
  const own = (party: string) => {
    return licensed.reduce((sum, mass) => sum + (mass.party === party ? mass.netMilligrams : 0n), 0n);
  };
  return [...members]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([party, { need }]) => {
      if (need === 0n) return [];
      const tiers = tiersOf(party, members);
      const ownMilligrams = own(party);
      const throughSuppliersMilligrams = passDown(party, tiers, members, own);
      const coveredPartsPerMillion = ((ownMilligrams + throughSuppliersMilligrams) * 1_000_000n) / need;
      return [
        { party, item, needMilligrams: need, ownMilligrams, throughSuppliersMilligrams, tiers, coveredPartsPerMillion },
      ];
    });
}

/** Where suppliers name each other in a ring, it ends before anybody comes again. */
function tiersOf(party: string, members: ReadonlyMap<string, Member>): string[] {
  const tiers: string[] = [];
  for (let next = members.get(party)?.supplier ?? null; next !== null; next = members.get(next)?.supplier ?? null) {
    if (next === party || tiers.includes(next)) break;
    tiers.push(next);
  }
  return tiers;
}

/** From the farthest supplier on, each passes on what it may get and was passed, shared by what is needed. */
function passDown(
  party: string,
  tiers: readonly string[],
  members: ReadonlyMap<string, Member>,
  own: (party: string) => bigint,
): bigint {
  const chain = [party, ...tiers];
  let passed = 0n;
  for (let index = chain.length - 1; index > 0; index -= 1) {
    const [supplier, customer] = [chain[index] ?? '', chain[index - 1] ?? ''];
    const need = (name: string) => members.get(name)?.need ?? 0n;
    const all = [...members].reduce(
      (sum, [name, member]) => sum + (member.supplier === supplier ? need(name) : 0n),
      0n,
    );
    passed = all === 0n ? 0n : ((passed + own(supplier)) * need(customer)) / all;
  }
  return passed;
}
