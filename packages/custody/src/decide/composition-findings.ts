/**
 * What the composition of a step's outputs gives reason to ask. Each is a finding, never a refusal: a fit proves nothing
 * and a misfit is a reason to look (domain facts §8, D06, D09 and D21). Whole numbers throughout, so that a replay on
 * any machine says the same.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol, elementPerOxide } from '../element.ts';
import { type ElementMasses, totalMilligrams } from '../element-masses.ts';
import { formatAmount } from '../format-amount.ts';
import type { Finding } from '../finding.ts';
import type { Material } from '../events/material-schema.ts';
import { type Form, MAGNET_CHAIN_FORMS, PATTERN_KEEPING_STEPS, type Step } from '../material.ts';
import { WASTE_FORMS } from '../step-yield.ts';

/** An output of a step: what it is, what it states, and what its assay looked for and did not find. */
export interface StatedOutput {
  readonly lot: string;
  readonly material: Material;
  readonly elementMilligrams: ElementMasses;
  readonly notDetected: readonly ElementSymbol[];
}

/** What went into a step. */
interface StatedInputs {
  readonly forms: readonly (Form | null)[];
  readonly elementMilligrams: ElementMasses;
}

export function findCompositionFindings(
  step: Step,
  inputs: StatedInputs,
  outputs: readonly StatedOutput[],
): readonly Finding[] {
  const findings: Finding[] = [];
  if (step === 'recycling') {
    findings.push(...oreAmongScrap(inputs.forms));
    for (const output of outputs) findings.push(...oreLikeRecyclate(output));
  }
  if (PATTERN_KEEPING_STEPS.has(step)) {
    for (const output of outputs) findings.push(...changedSignature(step, inputs.elementMilligrams, output));
  }
  for (const output of outputs) findings.push(...missingHeavyRareEarths(inputs.elementMilligrams, output));
  return findings;
}

/** What comes before separation. A recycler that is fed with it is a separation plant (Decree 785, C by facts §2 R08). */
export const ORE_FORMS: ReadonlySet<Form | null> = new Set([
  'ore',
  'concentrate',
  'leach-solution',
  'mixed-oxide',
  'carbonate',
]);

function oreAmongScrap(forms: StatedInputs['forms']): Finding[] {
  const found = forms.find((form) => ORE_FORMS.has(form));
  if (found === undefined) return [];
  const message = `recycling takes ${found}, and is for swarf, scrap and residue: name the step that it is`;
  return [{ code: 'ore-in-recycling', message }];
}

/** National scrap of magnets in 2024 had 83.7 % of these (C Argus); what is left is a sixth. */
export const MAGNET_ELEMENTS: ReadonlySet<ElementSymbol> = new Set(['Pr', 'Nd', 'Gd', 'Tb', 'Dy', 'Ho']);
export const ORE_MARKERS: ReadonlySet<ElementSymbol> = new Set(['Y', 'Sm', 'Eu']);
const ORE_MARKERS_MAX_PERCENT = 2n;
const OTHER_MAX_PERCENT = 25n;

/** Recycled magnets have next to no Y, Sm and Eu, and little La and Ce; ores have (D06). Shares are of the oxides. */
function oreLikeRecyclate({ lot, material, elementMilligrams }: StatedOutput): Finding[] {
  if (WASTE_FORMS.has(material.form)) return [];
  const total = oxideMilligrams(elementMilligrams, () => true);
  const markers = oxideMilligrams(elementMilligrams, (element) => ORE_MARKERS.has(element));
  const others = oxideMilligrams(elementMilligrams, (element) => !MAGNET_ELEMENTS.has(element));
  const say = (what: string, part: bigint, maxPercent: bigint): Finding => ({
    code: 'ore-like-recyclate',
    message: `lot ${lot} is recycled and has ${formatPercent(part, total)} ${what} of its oxides, above ${maxPercent} %: magnets have little of it, ores have; samarium-cobalt, phosphor or catalyst scrap would explain it`,
  });
  if (markers * 100n > ORE_MARKERS_MAX_PERCENT * total) return [say('Y, Sm and Eu', markers, ORE_MARKERS_MAX_PERCENT)];
  if (others * 100n > OTHER_MAX_PERCENT * total) return [say('other than magnet elements', others, OTHER_MAX_PERCENT)];
  return [];
}

function oxideMilligrams(masses: ElementMasses, counts: (element: ElementSymbol) => boolean): bigint {
  let total = 0n;
  for (const element of ELEMENT_SYMBOLS) {
    const mass = masses[element];
    if (!mass || !counts(element)) continue;
    const { numerator, denominator } = elementPerOxide(element);
    total += (mass * denominator) / numerator;
  }
  return total;
}

/** Proportions of two elements may shift by this factor between two assays before somebody should ask. */
const RATIO_SHIFT_MAX = 3n;

/** Only elements that make this much of what is stated: the assay of a trace is too uncertain. */
const TRACE_PERCENT = 1n;

/** The proportions of the rare earths are those of the deposit; a step that keeps them cannot change them (D09). */
function changedSignature(step: Step, taken: ElementMasses, output: StatedOutput): Finding[] {
  const given = output.elementMilligrams;
  const [inputTrace, outputTrace] = [traceOf(taken), traceOf(given)];
  // after ÷ before is greatest for one element and least for another: their proportion has shifted most.
  let least: Shift | null = null;
  let greatest: Shift | null = null;
  for (const element of ELEMENT_SYMBOLS) {
    const before = taken[element] ?? 0n;
    const after = given[element] ?? 0n;
    if (before === 0n || after === 0n) continue;
    if (before < inputTrace && after < outputTrace) continue;
    if (least === null || after * least.before < least.after * before) least = { element, before, after };
    if (greatest === null || after * greatest.before >= greatest.after * before) greatest = { element, before, after };
  }
  if (least === null || greatest === null) return [];
  if (greatest.after * least.before <= RATIO_SHIFT_MAX * least.after * greatest.before) return [];
  const message = `${step} gives lot ${output.lot} ${greatest.element} to ${least.element} as ${ratio(greatest.after, least.after)}, its inputs have ${ratio(greatest.before, least.before)}: the step keeps the proportions of the deposit`;
  return [{ code: 'signature-changed', message }];
}

/** The least mass of an element that is no trace: rounded up, so that a whole mass is compared with it exactly. */
function traceOf(masses: ElementMasses): bigint {
  return (totalMilligrams(masses) * TRACE_PERCENT + 99n) / 100n;
}

/** What of an element went in, and came out. */
interface Shift {
  readonly element: ElementSymbol;
  readonly before: bigint;
  readonly after: bigint;
}

/** `42SH`: a class of coercivity that is hardly reached without heavy rare earths. Letters are hints, assays are proof. */
const HEAVY_GRADE = /\d(?:SH|UH|EH|AH|TH)$/;

/** A magnet that is said to have no Dy or Tb though its grade or its inputs say otherwise (D21). */
function missingHeavyRareEarths(taken: ElementMasses, output: StatedOutput): Finding[] {
  const { lot, material, elementMilligrams, notDetected } = output;
  if (!MAGNET_CHAIN_FORMS.has(material.form)) return [];
  const none = (['Dy', 'Tb'] as const).filter(
    (element) => elementMilligrams[element] === 0n || notDetected.includes(element),
  );
  if (none.length === 0) return [];
  const drawn = none.find((element) => (taken[element] ?? 0n) > 0n);
  if (drawn !== undefined) {
    const message = `lot ${lot} states no ${drawn}, its inputs have ${formatAmount(drawn, taken[drawn] ?? 0n)}: a test decides`;
    return [{ code: 'heavy-rare-earths-missing', message }];
  }
  if (none.length < 2 || material.grade === undefined || !HEAVY_GRADE.test(material.grade)) return [];
  const message = `lot ${lot} states no Dy and no Tb, its grade is ${material.grade}: such a grade usually has them, a test decides`;
  return [{ code: 'heavy-rare-earths-missing', message }];
}

function ratio(part: bigint, whole: bigint): string {
  return formatHundredths((part * 100n) / whole);
}

function formatPercent(part: bigint, whole: bigint): string {
  return `${formatHundredths((part * 10_000n) / whole)} %`;
}

function formatHundredths(hundredths: bigint): string {
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')}`;
}
