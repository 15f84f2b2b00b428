/** CRMA, article 29: which share of the elements of its magnets was recovered from what end users had discarded. */
import { nameSome } from '@lodestone/custody/name-some.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Ancestor, Ancestry } from '../ancestry.ts';
import type { ElementAttribution } from '../attribution/attribution.ts';
import { consumptionOf } from '@lodestone/custody/consumption.ts';
import type { RecycledContent } from '../attribution/recycled-content.ts';
import { type Claim, type ClaimRule, type ClaimVerdict, evidenceOf } from './claim.ts';

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
  ancestry: Ancestry,
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
  contents: ReadonlyMap<ElementSymbol, RecycledContent>,
): Claim[] {
  const claims = NAMED.flatMap((element) => {
    const [attribution, content] = [attributions.get(element), contents.get(element)];
    return attribution === undefined || content === undefined
      ? []
      : [claimOf(element, attribution, content, discardedOf(ancestry, attribution))];
  });
  return claims.length === 0 ? [] : [...claims, NOT_STATED_CLAIM];
}

/**
 * What end users had discarded, of which some of the element is: collected in the ledger in a form that they discard, or said
 * to be so by whoever brought it in.
 */
interface Discarded {
  readonly recorded: readonly Ancestor[];
  readonly declared: readonly Ancestor[];
  readonly declaredMilligrams: bigint;
}

function discardedOf({ ancestors, placeOfLot }: Ancestry, { origins }: ElementAttribution): Discarded {
  const recorded: Ancestor[] = [];
  const declared: Ancestor[] = [];
  let declaredMilligrams = 0n;
  for (const { lotNumber, milligrams } of origins) {
    const ancestor = ancestors[placeOfLot.get(lotNumber) ?? -1];
    if (ancestor === undefined || milligrams === 0n) continue;
    const { kind, form, consumption } = ancestor.lot;
    if (consumptionOf(kind, form, consumption) !== 'post-consumer') continue;
    // Of an oxide or an ore that was collected only its collector says that an end user had it.
    const isRecorded = consumptionOf(kind, form, null) === 'post-consumer';
    (isRecorded ? recorded : declared).push(ancestor);
    if (!isRecorded) declaredMilligrams += milligrams;
  }
  return { recorded, declared, declaredMilligrams };
}

/** A share of nothing supports no claim, and of what is only said to have been discarded it is somebody's word. */
function verdictOf({ recorded, declared }: Discarded): ClaimVerdict {
  if (declared.length > 0) return 'cannot-say';
  return recorded.length > 0 ? 'supported' : 'not-supported';
}

/**
 * The verdicts of `judgeRecycled` without what its sentences say. `attributions` are of elements of which the subject has some;
 * the unknown counts as not recycled.
 */
export function recycledVerdicts(
  ancestry: Ancestry,
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
): Pick<Claim, 'id' | 'verdict'>[] {
  const verdicts = NAMED.flatMap((element) => {
    const attribution = attributions.get(element);
    if (attribution === undefined) return [];
    return [{ id: idOf(element), verdict: verdictOf(discardedOf(ancestry, attribution)) }];
  });
  const { id, verdict } = NOT_STATED_CLAIM;
  return verdicts.length === 0 ? [] : [...verdicts, { id, verdict }];
}

function idOf(element: ElementSymbol): string {
  return `recycled/${element}`;
}

function claimOf(
  element: ElementSymbol,
  { milligrams, unknownMilligrams }: ElementAttribution,
  { postConsumer, preConsumer }: RecycledContent,
  discarded: Discarded,
): Claim {
  const verdict = verdictOf(discarded);
  const share = verdict === 'not-supported' ? 'Some' : formatPercent(postConsumer.shareMillionths);
  const names = nameSome(discarded.declared.map(({ lot }) => lot.lot));
  const word =
    discarded.declared.length === 0
      ? ''
      : ` Of ${formatKilograms(discarded.declaredMilligrams)} that is the word of whoever brought it in: ${names}.`;
  const unknown =
    unknownMilligrams === 0n
      ? ''
      : ` Of ${formatKilograms(unknownMilligrams)} the origin is not known: counted as not recycled.`;
  const waste = `${formatKilograms(preConsumer.milligrams)} (${formatPercent(preConsumer.shareMillionths)})`;
  return {
    id: idOf(element),
    title: `${share} of the ${element} is recovered from post-consumer waste`,
    element,
    verdict,
    reason: `${formatKilograms(postConsumer.milligrams)} of ${formatKilograms(milligrams)} was discarded by end users before; factory waste is apart, ${waste}, and does not count.${word}${unknown}`,
    ...evidenceOf([...discarded.recorded, ...discarded.declared]),
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
