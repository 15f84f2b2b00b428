/**
 * Slips with units and bases that lawful figures may hide: wet taken for dry, a fraction for a percentage, metal under the
 * header of an oxide, packaging weighed in. A hint asks somebody to look; it stops nothing.
 */
import { ELEMENT_SYMBOLS, tradeOxide } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { type EventDraft, isMembers } from './event-draft.ts';
import { locate } from './locate.ts';
import type { RowProblem } from './row-problem.ts';

type Members = Readonly<Record<string, unknown>>;

/** What such forms usually hold of water or other liquid, in per cent (the industry's process figures). */
const USUAL_MOISTURE: Readonly<Record<string, string>> = {
  ore: '2 to 15',
  concentrate: '5 to 12',
  carbonate: '10 to 40',
  swarf: '30 to 60',
  tailings: '10 to 30',
};
/** Forms that hold metal, in which oxides have no place. */
const METALLIC_FORMS: ReadonlySet<string> = new Set(['metal', 'alloy', 'flake', 'powder', 'block', 'body', 'magnet']);
/** Net, gross and tare are read from scales of their own, which may differ by so much. */
const SCALES_DIFFER_PARTS_PER_MILLION = 5_000n;
/** Less than this in per cent is more often the fraction of a percentage than a percentage. */
const FRACTION_BELOW_PARTS_PER_MILLION = 10_000;

/** Hints for each quantity whose material the event names. */
export function findSlips(draft: EventDraft, event: Members): RowProblem[] {
  const hints: RowProblem[] = [];
  const hint = (path: string, message: string) => {
    const found = locate(draft, path, message);
    if (found !== null) hints.push(found);
  };
  for (const { path, item } of itemsWithMaterial(event)) {
    const { material, quantity } = item;
    if (!isMembers(material) || !isMembers(quantity)) continue;
    const form = String(material['form']);
    const at = `${path}quantity.`;
    hintMoisture(draft, form, quantity, at, hint);
    hintOxides(draft, form, at, hint);
    hintPackaging(quantity, at, hint);
  }
  return hints;
}

function itemsWithMaterial(event: Members): { path: string; item: Members }[] {
  const outputs = Array.isArray(event['outputs']) ? event['outputs'].filter(isMembers) : [];
  return [{ path: '', item: event }, ...outputs.map((item, index) => ({ path: `outputs[${index}].`, item }))];
}

type Hint = (path: string, message: string) => void;

function hintMoisture({ places }: EventDraft, form: string, quantity: Members, at: string, hint: Hint): void {
  const usual = USUAL_MOISTURE[form];
  const moisture = quantity['moisturePartsPerMillion'];
  if (usual === undefined) return;
  const isDryBased = Object.hasOwn(quantity, 'elementMilligrams') && hasShares(places, at);
  if (moisture === undefined && isDryBased) {
    const message = `is empty, so the net mass is taken for dry: ${usual} % moisture missing? Write 0 if it is dry`;
    hint(`${at}moisture`, `${message} (${form} usually holds that)`);
  }
  if (typeof moisture === 'number' && moisture > 0 && moisture < FRACTION_BELOW_PARTS_PER_MILLION) {
    hint(
      `${at}moisture`,
      `${moisture / 10_000} % is little for ${form}: is it ${moisture / 100} %? (usual: ${usual} %)`,
    );
  }
}

function hasShares(places: EventDraft['places'], at: string): boolean {
  return [...places.keys()].some(
    (path) => path.startsWith(`${at}oxideShares`) || path.startsWith(`${at}elementShares`),
  );
}

function hintOxides({ places }: EventDraft, form: string, at: string, hint: Hint): void {
  const oxideTyped = ELEMENT_SYMBOLS.find((element) => places.has(`${at}oxides.${tradeOxide(element)}`));
  if (!METALLIC_FORMS.has(form) || oxideTyped === undefined) return;
  const message = `${form} holds metal, the header says oxide: metal taken for oxide? Then it is \`${oxideTyped} kg\``;
  hint(`${at}oxides.${tradeOxide(oxideTyped)}`, message);
}

/** Gross less tare is net: what else is stated has the packaging in it, or stands in the wrong column. */
function hintPackaging(quantity: Members, at: string, hint: Hint): void {
  const net = massOf(quantity['netMilligrams']);
  const gross = massOf(quantity['grossMilligrams']);
  const tare = massOf(quantity['tareMilligrams']);
  if (net === null || gross === null) return;
  if (gross < net) {
    hint(
      `${at}gross`,
      `${formatKilograms(gross)} is less than the net mass, ${formatKilograms(net)}: are they exchanged?`,
    );
  } else if (tare !== null) {
    const left = gross - tare;
    const differs = left > net ? left - net : net - left;
    if (differs * 1_000_000n <= net * SCALES_DIFFER_PARTS_PER_MILLION) return;
    const question = net === gross ? 'gross taken for net?' : 'is one of the three wrong?';
    hint(`${at}net`, `is ${formatKilograms(net)}, gross less tare is ${formatKilograms(left)}: ${question}`);
  }
}

function massOf(milligrams: unknown): bigint | null {
  return typeof milligrams === 'number' ? BigInt(milligrams) : null;
}

/** Says in kilograms that the elements of a quantity weigh more than it does, and what may have been meant. */
export function explainElementsAboveNet(quantity: unknown): string | null {
  if (!isMembers(quantity)) return null;
  const { netMilligrams: net, elementMilligrams: elements } = quantity;
  if (typeof net !== 'number' || !isMembers(elements)) return null;
  const total = Object.values(elements).reduce((sum: bigint, mass) => sum + BigInt(Number(mass)), 0n);
  if (total <= BigInt(net)) return null;
  const both = `the elements weigh ${formatKilograms(total)} together, the net mass is ${formatKilograms(BigInt(net))}`;
  const thousandfold = total <= BigInt(net) * 1_000n;
  return `${both}: ${thousandfold ? 'kg for t, or g for kg, in one of the headers?' : 'is one of the units wrong?'}`;
}
