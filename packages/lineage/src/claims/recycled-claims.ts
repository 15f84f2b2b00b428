/** CRMA, article 29: which share of the elements of its magnets was recovered from what end users had discarded. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Ancestor, Ancestry } from '../ancestry.ts';
import type { ElementAttribution } from '../attribution.ts';
import { consumptionOf } from '@lodestone/custody/consumption.ts';
import type { RecycledContent } from '../recycled-content.ts';
import { type Claim, type ClaimRule, evidenceOf } from './claim.ts';

/** Of those that the article names, the ones that a ledger states; boron, nickel and cobalt it does not. */
const NAMED: readonly ElementSymbol[] = ['Nd', 'Dy', 'Pr', 'Tb', 'Sm'];
const NOT_STATED = 'B, Ni, Co';

const RULE: ClaimRule = {
  name: 'CRMA recycled content: post-consumer share of Nd, Dy, Pr, Tb, B, Sm, Ni, Co in magnets of more than 0.2 kg',
  source:
    'Regulation (EU) 2024/1252, article 29: from 2027-05-24, or two years after its delegated act if that is later',
  from: '2027-05-24',
};

/** A claim for each element that the article names and the subject has, and one for those that no ledger states. */
export function judgeRecycled(
  { ancestors }: Ancestry,
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
  contents: ReadonlyMap<ElementSymbol, RecycledContent>,
): Claim[] {
  const discarded = ancestors.filter(({ lot, madeBy }) => {
    return madeBy === 'origin' && consumptionOf(lot.kind, lot.form, lot.consumption) === 'post-consumer';
  });
  const claims = NAMED.flatMap((element) => {
    const [attribution, content] = [attributions.get(element), contents.get(element)];
    return attribution === undefined || content === undefined
      ? []
      : [claimOf(element, attribution, content, discarded)];
  });
  return claims.length === 0 ? [] : [...claims, NOT_STATED_CLAIM];
}

/**
 * The verdicts of `judgeRecycled` without what its sentences say: a share is always supported, for the unknown counts as not
 * recycled. `attributions` are of elements of which the subject has some.
 */
export function recycledVerdicts(
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
): Pick<Claim, 'id' | 'verdict'>[] {
  const verdicts = NAMED.filter((element) => attributions.has(element)).map((element) => {
    return { id: idOf(element), verdict: 'supported' } as const;
  });
  const { id, verdict } = NOT_STATED_CLAIM;
  return verdicts.length === 0 ? [] : [...verdicts, { id, verdict }];
}

function idOf(element: ElementSymbol): string {
  return `recycled/${element}`;
}

function claimOf(
  element: ElementSymbol,
  { milligrams, unknownMilligrams, origins }: ElementAttribution,
  { postConsumer, preConsumer }: RecycledContent,
  discarded: readonly Ancestor[],
): Claim {
  const lots = new Set(origins.map(({ lotNumber }) => lotNumber));
  const share = formatPercent(postConsumer.shareMillionths);
  const unknown =
    unknownMilligrams === 0n
      ? ''
      : ` Of ${formatKilograms(unknownMilligrams)} the origin is not known: counted as not recycled.`;
  const waste = `${formatKilograms(preConsumer.milligrams)} (${formatPercent(preConsumer.shareMillionths)})`;
  return {
    id: idOf(element),
    title: `${share} of the ${element} is recovered from post-consumer waste`,
    element,
    verdict: 'supported',
    reason: `${formatKilograms(postConsumer.milligrams)} of ${formatKilograms(milligrams)} was discarded by end users before; factory waste is apart, ${waste}, and does not count.${unknown}`,
    ...evidenceOf(discarded.filter(({ lot }) => lots.has(lot.lotNumber))),
    rule: RULE,
    isInformation: false,
  };
}

const NOT_STATED_CLAIM: Claim = {
  id: 'recycled/others',
  title: `The post-consumer share of ${NOT_STATED}`,
  element: null,
  verdict: 'cannot-say',
  reason: `The ledger keeps masses of rare earths alone: of ${NOT_STATED} it states none.`,
  evidence: [],
  evidenceCount: 0,
  rule: RULE,
  isInformation: false,
};
