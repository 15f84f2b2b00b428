import { between, formatPercent, happens } from '../chance.ts';
import type { Lot } from '../lot.ts';
import { measuresThorium } from '../thorium.ts';
import { streamOf, type World } from '../world.ts';
import { commit, type Crook, openCrime } from './crook.ts';
import { recruitLate } from './late-crook.ts';

/** D09: a refiner works other ore under the papers of its concentrate. The thorium of the residue is that of what was worked. */
export const monaziteInResidue: Crook = { rule: 'D09', count: 2, begin };

function begin(world: World): void {
  const random = streamOf(world, 'D09');
  const sellers = world.sites.mine.filter((mine) => mine.deposit?.ore.kind === 'rock' && measuresThorium(world, mine));
  const sites = world.sites.refiner.filter((site) => {
    return measuresThorium(world, site) && sellers.some(({ customers }) => customers.includes(site));
  });
  const site = recruitLate(world, random, sites);
  if (site === null) return;
  const isMonazite = happens(random, 500_000);
  const share = isMonazite ? between(random, 1_800_000, 3_500_000) : between(random, 50_000, 250_000);
  const worked = isMonazite ? 'monazite that is on no book' : 'clay that is on no book';
  const crime = openCrime(world, site, {
    rule: 'D09',
    also: [],
    leastActs: 5,
    what: `${site.party} works ${worked} under the papers of its concentrate: its residue has ${formatPercent(share)} of the thorium that came in.`,
  });
  const { step: before } = site.tampering;
  site.tampering.step = (honest) => {
    const draft = before?.(honest) ?? honest;
    const outputs = draft.outputs.map((lot) => changeResidue(lot, share));
    const changed = outputs.filter((lot, at) => lot !== draft.outputs[at]);
    if (changed.length > 0) commit(world, crime, site, changed);
    return { ...draft, outputs };
  };
}

/** Anything else than a residue with its thorium stays as it is. */
function changeResidue(lot: Lot, sharePartsPerMillion: number): Lot {
  const { thoriumPartsPerMillion } = lot.quantity;
  if (lot.material.form !== 'residue' || thoriumPartsPerMillion === null) return lot;
  const changed = Math.round((thoriumPartsPerMillion * sharePartsPerMillion) / 1_000_000);
  return { ...lot, quantity: { ...lot.quantity, thoriumPartsPerMillion: changed } };
}
