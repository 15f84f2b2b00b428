/**
 * Whether something may leave: which items of the control lists cover it, and what nobody can tell yet.
 *
 * It never clears what is not known: an element that is not stated, a trace, a list of which nobody has said whether it
 * holds refer the question to whoever may answer it. The same material on the same day to the same place gets the same
 * answer, whoever asks.
 */
import type { ElementMasses } from '../element-masses.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '../element.ts';
import { type Answer, joinWords } from './answer.ts';
import type { ControlItem, ControlList, ControlRegister } from './control-register.ts';
import type { ControlledMaterial, Itinerary } from './controlled-material.ts';
import { askConditions, joinAnswers } from './item-conditions.ts';
import { type ListStanding, listStanding } from './list-standing.ts';
import { reachAnswer } from './list-reach.ts';

export interface Control {
  readonly list: string;
  readonly code: string;
  readonly requires: ControlItem['requires'];
  /** A sentence. */
  readonly reason: string;
}

export interface Classification {
  readonly verdict: 'prohibited' | 'licence' | 'refer' | 'free';
  /** What covers it for certain, in the order of the register. A `notice` leaves it free. */
  readonly controls: readonly Control[];
  /** What may cover it: with nothing certain it is referred. */
  readonly possible: readonly Control[];
  /** True where what may cover it does so for some end users, and none is stated. */
  readonly asksEndUser: boolean;
  /** Sentences: why it is controlled, referred, or not. */
  readonly reasons: readonly string[];
  /** What evidence would change the answer. */
  readonly wouldChange: readonly string[];
}

/** Holds the material on its way against every list of the register, as it stands at `itinerary.at`. */
export function classify(
  material: ControlledMaterial,
  itinerary: Itinerary,
  register: ControlRegister,
): Classification {
  const judged = register.lists.flatMap((list) => judgeList(list, material, itinerary));
  const controls = judged.flatMap(({ kind, control }) => (kind === 'covers' ? [control] : []));
  const possible = judged.flatMap(({ kind, control }) => (kind === 'may-cover' ? [control] : []));
  const verdict = verdictOf(controls, possible);
  return {
    verdict,
    controls,
    possible,
    asksEndUser: judged.some(({ kind, answer }) => kind === 'may-cover' && isOfEndUser(answer)),
    reasons: reasonsOf(judged, register, itinerary),
    wouldChange: changesOf(judged, material.elementMilligrams),
  };
}

function isOfEndUser(answer: Answer): boolean {
  return answer.is === 'maybe' && answer.asksEndUser === true;
}

interface Judged {
  readonly kind: 'covers' | 'may-cover' | 'outside';
  readonly control: Control;
  /** What was asked of the material itself. */
  readonly answer: Answer;
  readonly item: ControlItem;
  /** What has to be said of the list before it can count. */
  readonly ask: string | null;
}

function judgeList(list: ControlList, material: ControlledMaterial, itinerary: Itinerary): Judged[] {
  const standing = listStanding(list, itinerary.at);
  if (standing.status === 'ended') return [];
  const reach = reachAnswer(standing.version, itinerary);
  return standing.version.items.flatMap((item): Judged[] => {
    const answer = joinAnswers([reach, ...askConditions(item, material, itinerary)]);
    if (answer.is === 'no' && answer.because === null) return [];
    // Of what does not count now, only what is certain is worth telling.
    const counts = standing.status === 'in-force' || standing.status === 'unknown';
    if (!counts && answer.is !== 'yes') return [];
    return [judgeItem(list.list, standing, item, answer)];
  });
}

function judgeItem(list: string, standing: ListStanding, item: ControlItem, answer: Answer): Judged {
  const { code, requires } = item;
  const judged = (kind: Judged['kind'], reason: string, ask: string | null = null): Judged => ({
    kind,
    control: { list, code, requires, reason },
    answer,
    item,
    ask,
  });
  const name = `${code} of ${list}`;
  const because = answer.because ?? 'it covers all that goes there';
  if (answer.is === 'no') return judged('outside', `${name} does not cover it: ${because}`);
  const { status, version } = standing;
  const would = `${name} would ${REQUIRES[requires].would}: ${because}`;
  if (status === 'not-yet') return judged('outside', `${would}; it is in force from ${version.validFrom} on`);
  if (status === 'suspended') {
    const until = standing.suspension.to === null ? '' : ` until ${standing.suspension.to}`;
    return judged('outside', `${would}; it is suspended${until}`);
  }
  const says = `${name} ${answer.is === 'yes' ? REQUIRES[requires].does : 'may cover it'}: ${because}`;
  if (status === 'unknown') {
    const over = `the suspension ended at ${standing.suspension.to ?? ''}, and nobody has published what holds since`;
    return judged(
      'may-cover',
      `${name} may cover it: ${because}; ${over}`,
      `what holds of ${list} since then: an authority publishes it`,
    );
  }
  if (!version.isConfirmed && requires !== 'notice' && answer.is === 'yes') {
    const reason = `${name} may cover it: ${because}; the list is published as not confirmed`;
    return judged('may-cover', reason, `a confirmed text of ${list}: an authority publishes it`);
  }
  return judged(answer.is === 'yes' ? 'covers' : 'may-cover', says);
}

const REQUIRES = {
  licence: { does: 'requires a licence', would: 'require a licence' },
  prohibited: { does: 'prohibits it', would: 'prohibit it' },
  notice: { does: 'asks for notice', would: 'ask for notice' },
} as const;

function verdictOf(controls: readonly Control[], possible: readonly Control[]): Classification['verdict'] {
  if (controls.some(({ requires }) => requires === 'prohibited')) return 'prohibited';
  if (controls.some(({ requires }) => requires === 'licence')) return 'licence';
  return possible.some(({ requires }) => requires !== 'notice') ? 'refer' : 'free';
}

function reasonsOf(judged: readonly Judged[], { lists }: ControlRegister, { destination, at }: Itinerary): string[] {
  const order = ['covers', 'may-cover', 'outside'] as const;
  const reasons = order.flatMap((kind) => tellTogether(judged.filter((one) => one.kind === kind)));
  if (reasons.length > 0) return reasons;
  if (lists.length === 0) return ['no control list is published in this ledger'];
  return [
    `no item of the ${lists.length === 1 ? 'list' : `${lists.length} lists`} covers it, to ${destination} at ${at}`,
  ];
}

/** Items of a list that say the same of their own element are told in one sentence: most materials state few of them. */
function tellTogether(judged: readonly Judged[]): string[] {
  const groups = Map.groupBy(judged, ({ control: { list, code, reason }, answer }, index) => {
    const isAlike = answer.is === 'maybe' && isUnstatedAlone(answer);
    return isAlike ? `${list} ${reason.slice(`${code} of ${list} may cover it: ${answer.because}`.length)}` : index;
  });
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (first === undefined) return '';
    const { list, code, reason } = first.control;
    if (group.length === 1) return reason;
    const elements = group.flatMap(({ answer }) => (answer.is === 'maybe' ? (answer.assay ?? []) : []));
    const rest = reason.slice(`${code} of ${list} may cover it: ${first.answer.because ?? ''}`.length);
    const codes = joinWords(group.map(({ control }) => control.code));
    return `${codes} of ${list} may cover it: ${joinWords(elements)} are not stated${rest}`;
  });
}

/** Whether nothing but an element that is not stated leaves it open. */
function isUnstatedAlone({ because, assay = [] }: Extract<Answer, { is: 'maybe' }>): boolean {
  return because === `${joinWords(assay)} is not stated`;
}

function changesOf(judged: readonly Judged[], masses: ElementMasses): string[] {
  const open = judged.filter(({ kind }) => kind === 'may-cover');
  const elements = new Set(open.flatMap(({ answer }) => (answer.is === 'maybe' ? (answer.assay ?? []) : [])));
  const unstated = ELEMENT_SYMBOLS.filter((element) => elements.has(element));
  const asked = open.flatMap(({ answer, ask }) => [
    ...(answer.is === 'maybe' && answer.ask !== undefined && answer.ask !== '' ? [answer.ask] : []),
    ...(ask === null ? [] : [ask]),
  ]);
  const binding = judged.filter(({ kind, item }) => kind === 'covers' && item.requires !== 'notice');
  const found = new Set(binding.flatMap(({ item }) => item.elements ?? []));
  const stated = ELEMENT_SYMBOLS.filter((element) => found.has(element) && (masses[element] ?? 0n) > 0n);
  return [
    ...(unstated.length === 0 ? [] : [`assay ${joinWords(unstated)}: ${describeUnstated(unstated)}`]),
    ...new Set(asked),
    ...(stated.length === 0
      ? []
      : [`an assay that finds no ${joinWords(stated, 'or')}, where what is stated is wrong`]),
  ];
}

function describeUnstated(elements: readonly ElementSymbol[]): string {
  return elements.length === 1 ? 'it is not stated' : 'they are not stated';
}
