/** The five chain-of-custody models as claims of the whole subject: each holds when it holds of every element. */
import type { Claim, ClaimEvidence } from './claim.ts';
import { CUSTODY_MODELS, type CustodyModel, type ElementCustody, MODEL_WORDS } from './custody-model.ts';

/** What every element supports; null where one supports none, or there is none. */
export function weakestModel(elements: readonly ElementCustody[]): CustodyModel | null {
  return CUSTODY_MODELS.find((model) => elements.length > 0 && elements.every((each) => supports(each, model))) ?? null;
}

function supports({ obstacles }: ElementCustody, model: CustodyModel): boolean {
  return !obstacles.some(({ against }) => against.includes(model));
}

export function custodyClaims(elements: readonly ElementCustody[]): Claim[] {
  return CUSTODY_MODELS.map((model) => {
    const hindered = elements.filter((each) => !supports(each, model));
    const isSupported = elements.length > 0 && hindered.length === 0;
    const obstacles = hindered.flatMap(({ obstacles: of }) => of.filter(({ against }) => against.includes(model)));
    return {
      id: `custody/${model}`,
      title: `Chain of custody: ${MODEL_WORDS[model]}`,
      element: null,
      verdict: elements.length === 0 ? 'cannot-say' : isSupported ? 'supported' : 'not-supported',
      reason: reasonOf(elements, hindered, model),
      evidence: distinct(obstacles.flatMap(({ evidence }) => evidence)),
      evidenceCount: Math.max(0, ...obstacles.map(({ evidenceCount }) => evidenceCount)),
      rule: { name: `ISO 22095: ${MODEL_WORDS[model]}`, source: SOURCES[model], from: null },
      isInformation: false,
    };
  });
}

const SOURCES: Readonly<Record<CustodyModel, string>> = {
  'identity-preserved': 'ISO 22095:2020, 3.3.1',
  segregated: 'ISO 22095:2020, 3.3.2',
  'controlled-blending': 'ISO 22095:2020, 3.3.3',
  'mass-balance': 'ISO 22095:2020, 3.3.4',
  'book-and-claim': 'ISO 22095:2020, 3.3.5',
};

/** Elements of which the same is said are named together. */
function reasonOf(
  elements: readonly ElementCustody[],
  hindered: readonly ElementCustody[],
  model: CustodyModel,
): string {
  if (elements.length === 0) return 'No rare earth is stated of it: an assay would say what it contains.';
  if (hindered.length === 0) return `Nothing stands in its way for ${namesOf(elements)}.`;
  const bySentence = new Map<string, ElementCustody[]>();
  for (const each of hindered) {
    const sentence = obstaclesOf(each, model);
    bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), each]);
  }
  const sentences = [...bySentence].map(([sentence, of]) => `${namesOf(of)}: ${sentence}.`);
  const others = elements.filter((each) => !hindered.includes(each));
  return [...sentences, ...(others.length === 0 ? [] : [`${namesOf(others)}: supported.`])].join(' ');
}

function obstaclesOf({ obstacles }: ElementCustody, model: CustodyModel): string {
  return obstacles
    .filter(({ against }) => against.includes(model))
    .map(({ sentence }) => sentence)
    .join('; ');
}

function namesOf(elements: readonly ElementCustody[]): string {
  return elements.map(({ element }) => element).join(', ');
}

function distinct(evidence: readonly ClaimEvidence[]): ClaimEvidence[] {
  return [...new Map(evidence.map((each) => [each.lot, each])).values()];
}
