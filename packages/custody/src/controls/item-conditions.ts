/** The conditions of an item, each asked of a material and its way: see `answer.ts`. All must hold for the item to cover it. */
import { statedElements } from '../element-masses.ts';
import { formatKilograms } from '../format-amount.ts';
import { type Answer, joinWords, NO, YES } from './answer.ts';
import { compositionAnswer } from './composition-condition.ts';
import type { ControlItem } from './control-register.ts';
import type { ControlledMaterial, Itinerary } from './controlled-material.ts';
import { coversDestination } from './list-standing.ts';

/** What each condition of `item` says, in the order in which a reader would ask. */
export function askConditions(item: ControlItem, material: ControlledMaterial, itinerary: Itinerary): Answer[] {
  return [
    coversDestination(item, itinerary.destination) ? YES : NO,
    formAnswer(item, material),
    compositionAnswer(item, material),
    commodityAnswer(item, material, itinerary),
    massAnswer(item, material, itinerary),
    nameAnswer('end user', item.endUsers, itinerary.endUser),
    nameAnswer('end use', item.endUses, itinerary.endUse ?? null),
  ];
}

function formAnswer(
  { forms, referForms, exceptForms, exceptReason }: ControlItem,
  { form }: ControlledMaterial,
): Answer {
  if (form === null) {
    if (forms === undefined && referForms === undefined && exceptForms === undefined) return YES;
    return { is: 'maybe', because: 'its form is not stated', ask: 'its form' };
  }
  if (exceptForms?.includes(form) === true) return { is: 'no', because: `${form} is outside: ${exceptReason ?? ''}` };
  if (referForms?.includes(form) === true) {
    const ask = `a word of the authority on whether ${form} is meant`;
    return { is: 'maybe', because: `the list does not say whether it means ${form}`, ask };
  }
  if (forms === undefined || forms.includes(form)) return YES;
  return NO;
}

function commodityAnswer({ commodity }: ControlItem, material: ControlledMaterial, { hsCode }: Itinerary): Answer {
  if (commodity === undefined) return YES;
  const { name, products, hsCodes = [] } = commodity;
  const { product } = material;
  const word = product === null ? undefined : products.find((words) => hasWords(product, words));
  if (word !== undefined) return { is: 'yes', because: `its product, ${product ?? ''}, says ${word}` };
  const digits = hsCode?.replace(/\D/g, '') ?? '';
  const code = hsCodes.find((prefix) => digits.startsWith(prefix));
  if (code !== undefined) return { is: 'yes', because: `its HS code, ${hsCode ?? ''}, is of ${name}` };
  // A rare earth is known by what it contains; of what states neither that nor what it is nobody knows.
  if (statedElements(material.elementMilligrams).some(([, mass]) => mass > 0n)) return NO;
  if (product === null) return { is: 'maybe', because: 'its product is not stated', ask: 'its product' };
  if (digits !== '' || hsCodes.length === 0) return NO;
  return { is: 'maybe', because: `its HS code is not stated, and may be of ${name}`, ask: 'its HS code' };
}

/** Whether a text has these words one after another, in whatever case: `gallium` in `Gallium arsenide wafers`. */
function hasWords(text: string, words: string): boolean {
  return ` ${plainWords(text)} `.includes(` ${plainWords(words)} `);
}

/** A text in lower case, its words parted by single spaces. */
function plainWords(text: string): string {
  const words = text.toLowerCase().split(/[^\p{Letter}\p{Number}]+/u);
  return words.filter((word) => word !== '').join(' ');
}

/** Of all that leaves together and that the item may mean: else a limit would be passed by splitting lots. */
function massAnswer(item: ControlItem, material: ControlledMaterial, itinerary: Itinerary): Answer {
  const { aboveMilligrams } = item;
  if (aboveMilligrams === undefined) return YES;
  const others = (itinerary.alongside ?? []).filter((other) => mayMean(item, other, itinerary));
  const masses = [material, ...others].map(({ netMilligrams }) => netMilligrams);
  const netMilligrams = masses.reduce<bigint>((sum, mass) => sum + (mass ?? 0n), 0n);
  const [net, limit] = [formatKilograms(netMilligrams), formatKilograms(BigInt(aboveMilligrams))];
  const weighs = `weighs ${net} net${others.length === 0 ? '' : ' with what leaves along with it'}`;
  if (netMilligrams > BigInt(aboveMilligrams)) return { is: 'yes', because: `${weighs}, above ${limit}` };
  if (masses.includes(null)) {
    return { is: 'maybe', because: `its net mass is not stated, and ${limit} is the limit`, ask: 'the net mass' };
  }
  return { is: 'no', because: `${weighs}, not above ${limit}` };
}

function mayMean(item: ControlItem, material: ControlledMaterial, itinerary: Itinerary): boolean {
  const answers = [
    formAnswer(item, material),
    compositionAnswer(item, material),
    commodityAnswer(item, material, itinerary),
  ];
  return answers.every(({ is }) => is !== 'no');
}

function nameAnswer(what: 'end user' | 'end use', names: readonly string[] | undefined, stated: string | null): Answer {
  if (names === undefined) return YES;
  if (stated === null) {
    return {
      is: 'maybe',
      because: `the ${what} is not stated, and may be ${joinWords(names, 'or')}`,
      ask: `the ${what}`,
      asksEndUser: what === 'end user',
    };
  }
  const found = names.find((name) => plainWords(name) === plainWords(stated));
  return found === undefined ? NO : { is: 'yes', because: `the ${what} is ${found}` };
}

/** All conditions together: `no` before `maybe` before `yes`, and why. */
export function joinAnswers(answers: readonly Answer[]): Answer {
  const against = answers.filter(({ is }) => is === 'no');
  const told = against.find(({ because }) => because !== null);
  // Outside for two reasons, one of which nobody would have asked about, is not worth telling.
  if (against.length > 0) return against.length === 1 && told !== undefined ? told : NO;
  const because = answers.flatMap((answer) => answer.because ?? []);
  const open = answers.filter((answer) => answer.is === 'maybe');
  if (open.length === 0) return { is: 'yes', because: because.length === 0 ? null : because.join('; ') };
  return {
    is: 'maybe',
    because: because.join('; '),
    assay: open.flatMap(({ assay = [] }) => assay),
    ask: joinWords(open.flatMap(({ ask }) => ask ?? [])),
    asksEndUser: open.some(({ asksEndUser = false }) => asksEndUser),
  };
}
