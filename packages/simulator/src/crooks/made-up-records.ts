import { between } from '../chance.ts';
import type { OriginDraft } from '../drafts.ts';
import { mapElements } from '../lot.ts';
import type { World } from '../world.ts';
import { commit, type Crook, eitherOf, openCrime, recruit } from './crook.ts';

/** D22: figures are copied from the batch before, or thought up: nobody weighed or assayed. */
export const madeUpRecords: Crook = {
  rule: 'D22',
  count: 4,
  begin: (world) => eitherOf(world, copyFigures, roundFigures)(world),
};

function copyFigures(world: World): void {
  const site = recruit(world, 'mine');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D22',
    also: [],
    leastActs: 4,
    what: `${site.party} writes the figures of one batch for every batch: the same assay, digit by digit.`,
  });
  let left = between(world.random, 6, 14);
  let first: OriginDraft | null = null;
  site.tampering.origin = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    first ??= draft;
    const lot = { ...draft.lot, quantity: first.lot.quantity };
    commit(world, crime, site, [lot]);
    return { ...draft, lot };
  };
}

/** To 50 kg of everything, in lots of tonnes. */
const ROUND_MILLIGRAMS = 50_000_000n;

function roundFigures(world: World): void {
  const site = recruit(world, 'mine', ({ deposit }) => deposit?.ore.kind === 'rock');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D22',
    also: [],
    leastActs: 4,
    what: `${site.party} thinks its figures up: all masses are round numbers.`,
  });
  let left = between(world.random, 6, 14);
  site.tampering.origin = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    const { quantity } = draft.lot;
    const lot = {
      ...draft.lot,
      quantity: {
        ...quantity,
        netMilligrams: quantity.netMilligrams === null ? null : round(quantity.netMilligrams * 10n) / 10n,
        elementMilligrams: mapElements(quantity.elementMilligrams, round),
      },
    };
    commit(world, crime, site, [lot]);
    return { ...draft, lot };
  };
}

function round(mass: bigint): bigint {
  return ((mass + ROUND_MILLIGRAMS / 2n) / ROUND_MILLIGRAMS) * ROUND_MILLIGRAMS;
}
