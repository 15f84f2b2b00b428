import { between, formatPercent, happens } from '../chance.ts';
import type { OriginDraft } from '../drafts.ts';
import { IMPORT_DECLARATION } from '../imports.ts';
import { streamOf, type World } from '../world.ts';
import { commit, type Crook, openCrime } from './crook.ts';
import { recruitLate } from './late-crook.ts';

/** D10: a refiner takes in clay that nobody has dug or declared: as an import without its paper, or as stock of long ago. */
export const uncoveredIntake: Crook = { rule: 'D10', count: 2, begin };

function begin(world: World): void {
  const random = streamOf(world, 'D10');
  const site = recruitLate(world, random, world.importers);
  if (site === null) return;
  const share = between(random, 300_000, 700_000);
  const isOldStock = happens(random, 500_000);
  const crime = openCrime(world, site, {
    rule: 'D10',
    also: isOldStock ? ['D19'] : [],
    leastActs: 2,
    what: `${site.party} takes in ${formatPercent(share)} of its clay ${isOldStock ? 'as stock of before it joined, which it never had' : 'without declaring it'}.`,
  });
  site.tampering.origin = (draft) => {
    const isDeclared = draft.papers.some(({ kind }) => kind === IMPORT_DECLARATION);
    if (!isDeclared || !happens(random, share)) return draft;
    commit(world, crime, site, [draft.lot]);
    return isOldStock ? asOldStock(draft) : withoutDeclaration(draft);
  };
}

function withoutDeclaration(draft: OriginDraft): OriginDraft {
  return { ...draft, papers: draft.papers.filter(({ kind }) => kind !== IMPORT_DECLARATION) };
}

function asOldStock(draft: OriginDraft): OriginDraft {
  return { ...withoutDeclaration(draft), origin: 'opening-stock', country: 'CN' };
}
