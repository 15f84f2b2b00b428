import { billsOf } from '../auxiliaries.ts';
import { between, formatPercent, partOf } from '../chance.ts';
import type { Site } from '../site.ts';
import { streamOf, type World } from '../world.ts';
import { commit, type Crook, openCrime } from './crook.ts';
import { recruitLate } from './late-crook.ts';

/** D05: most of what a plant books as its own work was made in works that are in no ledger. Its bills are of what it makes itself. */
export const madeElsewhere: Crook = { rule: 'D05', count: 2, begin };

const STEPS = ['precipitation', 'electrolysis'] as const;

function begin(world: World): void {
  const random = streamOf(world, 'D05');
  const stepOf = (site: Site) => STEPS.find((step) => (billsOf(world, site, step)?.rhythm ?? 'none') !== 'none');
  const sites = [...world.sites.mine, ...world.sites['metal-maker']].filter((site) => stepOf(site) !== undefined);
  const site = recruitLate(world, random, sites);
  const step = site === null ? undefined : stepOf(site);
  if (site === null || step === undefined) return;
  const share = between(random, 150_000, 400_000);
  const crime = openCrime(world, site, {
    rule: 'D05',
    also: [],
    leastActs: 4,
    what: `${site.party} books as its own ${step} what others made: it uses ${formatPercent(share)} of what that takes.`,
  });
  site.tampering.auxiliary = (needed) => partOf(needed, share);
  // What it books stays as it is, crooked or not.
  const { step: before } = site.tampering;
  site.tampering.step = (honest) => {
    const draft = before?.(honest) ?? honest;
    if (draft.step === step) commit(world, crime, site, draft.outputs);
    return draft;
  };
}
