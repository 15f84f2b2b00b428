/** Whether a material contains what an item names, and how much. What is not stated is neither there nor absent. */
import type { ElementMasses } from '../element-masses.ts';
import type { ElementSymbol } from '../element.ts';
import { formatPercent } from '../format-percent.ts';
import { roundHalfEven } from '../round-half-even.ts';
import { type Answer, joinWords, NO, YES } from './answer.ts';
import type { ControlItem } from './control-register.ts';
import type { ControlledMaterial } from './controlled-material.ts';

/** Blocks and bodies are magnets that are not finished. */
const MAGNET_FORMS: ReadonlySet<string> = new Set(['block', 'body', 'magnet']);

/** What `item` says of the composition alone. */
export function compositionAnswer(item: ControlItem, material: ControlledMaterial): Answer {
  const { elements, abovePartsPerMillion, referUpToPartsPerMillion } = item;
  if (elements === undefined) return YES;
  const main = mainElementAnswer(item, material);
  if (main !== null) return main;
  const { present, absent, unstated } = tellElements(elements, material);
  if (present.length === 0) {
    if (unstated.length === 0) return { is: 'no', because: describeAbsent(absent, material) };
    return { is: 'maybe', because: `${isOrAre(unstated)} not stated`, assay: unstated };
  }
  if (abovePartsPerMillion !== undefined) {
    const above = aboveAnswer(abovePartsPerMillion, { present, unstated }, material);
    if (above !== null) return above;
  }
  if (referUpToPartsPerMillion !== undefined) {
    const trace = traceAnswer(referUpToPartsPerMillion, item.referElements ?? elements, material);
    if (trace !== null) return trace;
  }
  return { is: 'yes', because: `contains ${joinWords(present.map((element) => describePart(element, material)))}` };
}

interface ToldElements {
  readonly present: ElementSymbol[];
  /** Stated as none, or below detection. */
  readonly absent: ElementSymbol[];
  readonly unstated: ElementSymbol[];
}

function tellElements(elements: readonly ElementSymbol[], material: ControlledMaterial): ToldElements {
  const told: ToldElements = { present: [], absent: [], unstated: [] };
  for (const element of elements) {
    const mass = material.elementMilligrams[element];
    if (mass !== undefined && mass > 0n) told.present.push(element);
    else if (mass === 0n || material.notDetected.includes(element)) told.absent.push(element);
    else told.unstated.push(element);
  }
  return told;
}

/** Null where the item does not ask for the main rare earth of a magnet, or the magnet has one that it means. */
function mainElementAnswer({ magnetsOf }: ControlItem, material: ControlledMaterial): Answer | null {
  if (magnetsOf === undefined || material.form === null || !MAGNET_FORMS.has(material.form)) return null;
  const main = mainElementOf(material.elementMilligrams);
  if (main === null) return { is: 'maybe', because: 'no rare earth of it is stated', assay: magnetsOf };
  if (magnetsOf.includes(main)) return null;
  return { ...NO, because: `its main rare earth is ${main}, not ${joinWords(magnetsOf, 'or')}` };
}

/** The stated element of the greatest mass; null where none is there. */
function mainElementOf(masses: ElementMasses): ElementSymbol | null {
  let main: ElementSymbol | null = null;
  for (const key in masses) {
    const element = key as ElementSymbol;
    if ((masses[element] ?? 0n) > (main === null ? 0n : (masses[main] ?? 0n))) main = element;
  }
  return main;
}

/** Null where what is there is above the share. */
function aboveAnswer(
  partsPerMillion: number,
  { present, unstated }: Pick<ToldElements, 'present' | 'unstated'>,
  material: ControlledMaterial,
): Answer | null {
  const { netMilligrams } = material;
  const limit = formatPercent(BigInt(partsPerMillion));
  if (netMilligrams === null) {
    return { is: 'maybe', because: `its net mass is not stated, and ${limit} of it is the limit`, ask: 'the net mass' };
  }
  if (isAbove(sumOf(present, material), partsPerMillion, netMilligrams)) return null;
  const parts = joinWords(present.map((element) => describePart(element, material)));
  if (unstated.length === 0) return { is: 'no', because: `contains ${parts}, not above ${limit}` };
  return { is: 'maybe', because: `contains ${parts}, and ${isOrAre(unstated)} not stated`, assay: unstated };
}

/** Null where it is more than a trace. Without a net mass nobody can say that it is one. */
function traceAnswer(
  partsPerMillion: number,
  elements: readonly ElementSymbol[],
  material: ControlledMaterial,
): Answer | null {
  const { netMilligrams } = material;
  if (netMilligrams === null || isAbove(sumOf(elements, material), partsPerMillion, netMilligrams)) return null;
  const { present, unstated } = tellElements(elements, material);
  const parts = joinWords(present.map((element) => describePart(element, material)));
  const limit = formatPercent(BigInt(partsPerMillion));
  const open = unstated.length === 0 ? '' : `, and ${isOrAre(unstated)} not stated`;
  return {
    is: 'maybe',
    because: `contains ${parts}${open}: a trace of up to ${limit} is referred, never cleared`,
    assay: unstated,
    ask: `a test report on ${joinWords(elements)}, for whoever decides what a trace of them is`,
  };
}

function sumOf(elements: readonly ElementSymbol[], { elementMilligrams }: ControlledMaterial): bigint {
  return elements.reduce((sum, element) => sum + (elementMilligrams[element] ?? 0n), 0n);
}

function isAbove(milligrams: bigint, partsPerMillion: number, netMilligrams: bigint): boolean {
  return milligrams * 1_000_000n > BigInt(partsPerMillion) * netMilligrams;
}

/** `Dy (0.9805 %)`: of the net mass, where that is stated. */
function describePart(element: ElementSymbol, { elementMilligrams, netMilligrams }: ControlledMaterial): string {
  const mass = elementMilligrams[element] ?? 0n;
  if (netMilligrams === null || netMilligrams === 0n) return element;
  const share = roundHalfEven(mass * 1_000_000n, netMilligrams);
  return `${element} (${share === 0n ? 'under 0.0001 %' : formatPercent(share)})`;
}

function describeAbsent(absent: readonly ElementSymbol[], { notDetected }: ControlledMaterial): string {
  const below = absent.filter((element) => notDetected.includes(element));
  const none = absent.filter((element) => !notDetected.includes(element));
  const parts = [
    ...(none.length === 0 ? [] : [`${isOrAre(none)} stated as none`]),
    ...(below.length === 0 ? [] : [`${isOrAre(below)} below detection`]),
  ];
  return joinWords(parts);
}

/** `Dy is`, `Dy and Tb are`. */
function isOrAre(elements: readonly ElementSymbol[]): string {
  return `${joinWords(elements)} ${elements.length === 1 ? 'is' : 'are'}`;
}
