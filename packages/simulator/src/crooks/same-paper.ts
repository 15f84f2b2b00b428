import { between } from '../chance.ts';
import type { DispatchDraft, OriginDraft } from '../drafts.ts';
import type { World } from '../world.ts';
import { commit, type Crook, eitherOf, openCrime, recruit } from './crook.ts';

/** D11: one ticket, note or seal goes with several lots. */
export const samePaper: Crook = {
  rule: 'D11',
  count: 4,
  begin: (world) => eitherOf(world, sameTicket, sameNote)(world),
};

function sameTicket(world: World): void {
  const site = recruit(world, 'mine');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D11',
    also: [],
    leastActs: 2,
    what: `${site.party} names one weighbridge ticket for several lots.`,
  });
  let left = between(world.random, 2, 5);
  let first: OriginDraft | null = null;
  site.tampering.origin = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    commit(world, crime, site, [draft.lot]);
    first ??= draft;
    return { ...draft, papers: first.papers };
  };
}

function sameNote(world: World): void {
  const site = recruit(world, world.random.pick(['magnet-maker', 'metal-maker', 'refiner'] as const));
  if (site === null) return;
  const isSeal = eitherOf(world, true, false);
  const crime = openCrime(world, site, {
    rule: 'D11',
    also: [],
    leastActs: 2,
    what: `${site.party} sends several deliveries under one ${isSeal ? 'seal' : 'delivery note'}.`,
  });
  let left = between(world.random, 2, 5);
  let first: DispatchDraft | null = null;
  site.tampering.dispatch = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    commit(world, crime, site, draft.lots);
    first ??= draft;
    return isSeal ? { ...draft, seals: first.seals } : { ...draft, papers: first.papers };
  };
}
