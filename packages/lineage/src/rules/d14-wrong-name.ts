/**
 * D14, wrong name or HS: what an export is declared as against the form and the composition of the lots in it. Seen: magnet
 * powder as tile adhesive, nickel powder, solder paste, art supplies and raw material for cosmetics.
 */
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import {
  type ElementMasses,
  statedElements,
  sumElementMasses,
  totalMilligrams,
} from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formWords } from '../form-words.ts';
import type { ExitObservation, ObservedPart } from '../observation.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { type Heading, headingOf } from '@lodestone/custody/controls/hs-headings.ts';

const thresholds = { rareEarthPartsPerMillionMin: 10_000, namedElementPartsPerMillionMin: 500_000 };

type Context = RuleContext<typeof thresholds>;

interface Mismatch {
  readonly kind: 'name' | 'code' | 'form' | 'element';
  readonly lots: readonly string[];
  readonly declared: string;
  readonly found: string;
}

/** Goods that rare earths were declared as, unless the text itself speaks of rare earths. */
const COVER =
  /nickel|solder|adhesive|scrap iron|iron powder|pigment|\bart\b|cosmetic|ferrite|镍|锡膏|焊|胶|铁粉|废铁|颜料|化妆/iu;
const RARE_EARTH =
  /rare|magnet|neodym|praseod|dyspros|terbi|samari|稀土|磁|钕|镨|镝|铽|钐|\b(?:pr|nd|dy|tb|sm|re)(?:pr|nd|fe|co|-|\b)/iu;

export const wrongName: Rule<null, typeof thresholds> = {
  id: 'D14',
  version: 3,
  title: 'Wrong name or customs code',
  family: 'trade',
  inputs:
    'exits of shipments: HS code, as stated there or declared before; form, product and composition of their lots',
  mistakes: 'alloys of neodymium and iron, bonded magnets declared as magnets that are not of metal',
  clears: 'a ruling of customs on the code, or an assay that fits it',
  thresholds,
  start: () => null,
  observe: (_state, observation, context) => {
    if (observation.kind !== 'exit') return;
    const mismatch = nameMismatch(observation, context) ?? codeMismatch(observation, context);
    if (mismatch === null) return;
    const { kind, lots, declared, found } = mismatch;
    context.report(
      findingAbout(observation, {
        id: `D14/${observation.shipment}`,
        severity: 'medium',
        party: observation.exporter,
        from: observation.packedAt,
        lots,
        shipments: [observation.shipment],
        numbers: { mismatch: kind, hsCode: observation.hsCode ?? 'none' },
        sentence: `Shipment ${observation.shipment} is declared as ${declared}; ${found}`,
      }),
    );
  },
};

function nameMismatch({ lines }: ExitObservation, context: Context): Mismatch | null {
  for (const line of lines) {
    const { lot } = line;
    const { product } = lot;
    if (product === null || !COVER.test(product) || RARE_EARTH.test(product)) continue;
    const share = rareEarthShare([line]);
    if (share === null || share < BigInt(context.thresholds.rareEarthPartsPerMillionMin)) continue;
    const found = `lot ${lot.lot} is ${formsOf([line])} with ${formatPercent(share)} rare earths`;
    return { kind: 'name', lots: [lot.lot], declared: product, found };
  }
  return null;
}

function codeMismatch({ lines, hsCode }: ExitObservation, context: Context): Mismatch | null {
  if (hsCode === null) return null;
  const heading = headingOf(hsCode);
  const lots = lines.map(({ lot }) => lot.lot);
  if (heading === null) {
    const share = rareEarthShare(lines);
    // Without a composition its form alone says that a lot of this ledger is rare-earth material.
    if (share !== null && share < BigInt(context.thresholds.rareEarthPartsPerMillionMin)) return null;
    const held = share === null ? '' : ` with ${formatPercent(share)} rare earths`;
    const found = `its lots are ${formsOf(lines)}${held}, and that code is for none of them`;
    return { kind: 'code', lots, declared: `HS ${hsCode}`, found };
  }
  const declared = `HS ${hsCode} (${heading.goods})`;
  const others = lines.filter(({ lot }) => lot.form !== null && !heading.forms.includes(lot.form));
  if (others.length > 0) {
    return { kind: 'form', lots: others.map(({ lot }) => lot.lot), declared, found: `it holds ${formsOf(others)}` };
  }
  return elementMismatch(lines, heading, declared, context);
}

/** The code names an element that is not most of the rare earths. */
function elementMismatch(
  lines: readonly ObservedPart[],
  { elements }: Heading,
  declared: string,
  context: Context,
): Mismatch | null {
  if (elements === null) return null;
  const masses = sumElementMasses(lines.map(({ amounts }) => amounts.elementMilligrams));
  const total = totalMilligrams(masses);
  if (total === 0n) return null;
  const named = elements.reduce((sum, element) => sum + (masses[element] ?? 0n), 0n);
  const share = (named * 1_000_000n) / total;
  if (share >= BigInt(context.thresholds.namedElementPartsPerMillionMin)) return null;
  const found = `${formatPercent(share)} of its rare earths are ${elements.join(', ')}, most are ${largestOf(masses)}`;
  return { kind: 'element', lots: lines.map(({ lot }) => lot.lot), declared, found };
}

function largestOf(masses: ElementMasses): ElementSymbol | 'unknown' {
  const [largest] = statedElements(masses).sort(([, one], [, other]) => (one < other ? 1 : -1));
  return largest?.[0] ?? 'unknown';
}

/** Rare earths of the net mass; null where either is not stated. */
function rareEarthShare(lines: readonly ObservedPart[]): bigint | null {
  let net = 0n;
  let rareEarths = 0n;
  for (const { amounts } of lines) {
    if (amounts.netMilligrams === null || statedElements(amounts.elementMilligrams).length === 0) return null;
    net += amounts.netMilligrams;
    rareEarths += totalMilligrams(amounts.elementMilligrams);
  }
  return net === 0n ? null : (rareEarths * 1_000_000n) / net;
}

function formsOf(lines: readonly ObservedPart[]): string {
  return [...new Set(lines.map(({ lot }) => formWords(lot.form)))].join(', ');
}
