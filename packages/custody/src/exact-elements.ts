import { elementOfOxide, elementPerOxide, isElementSymbol, type Ratio, tradeOxide } from './element.ts';
import { formatKilograms } from './format-amount.ts';
import { roundHalfEven } from './round-half-even.ts';
import { PARTS_PER_MILLION, parseMassMilligrams, parseShare, TypedQuantityError } from './typed-amount.ts';
import { isRecord, textOf, toJsonNumber } from './typed-member.ts';

/** The members of a quantity that say what it holds of the elements. */
export interface TypedElements {
  readonly elements: unknown;
  readonly oxides: unknown;
  readonly elementShares: unknown;
  readonly treo: unknown;
  readonly oxideShares: unknown;
}

/** Each element is stated in one way: as element, as oxide, or as a share of the dry mass or of TREO. */
export function exactElements(
  typed: TypedElements,
  exact: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, number> | null {
  if (Object.values(typed).every((value) => value === undefined)) return null;
  const { elements, oxides, elementShares, treo, oxideShares } = typed;
  const result: Record<string, number> = {};
  const state = (element: string, milligrams: bigint, member: string) => {
    if (Object.hasOwn(result, element)) throw new TypedQuantityError(member, `${element} is stated twice`);
    result[element] = toJsonNumber(milligrams, member);
  };
  for (const [element, text] of entriesOf(elements, `${path}.elements`)) {
    const member = `${path}.elements.${element}`;
    if (!isElementSymbol(element)) throw new TypedQuantityError(member, `${element} is not a rare earth that occurs`);
    state(element, parseMassMilligrams(text, member), member);
  }
  let oxideTotal = 0n;
  for (const [oxide, text] of entriesOf(oxides, `${path}.oxides`)) {
    const member = `${path}.oxides.${oxide}`;
    const { element, factor } = oxideFactor(oxide, member);
    const mass = parseMassMilligrams(text, member);
    oxideTotal += mass;
    state(element, multiply(mass, factor), member);
  }
  requireOxidesWithin(oxideTotal, exact, `${path}.oxides`);
  for (const [element, text] of entriesOf(elementShares, `${path}.elementShares`)) {
    const member = `${path}.elementShares.${element}`;
    if (!isElementSymbol(element)) throw new TypedQuantityError(member, `${element} is not a rare earth that occurs`);
    const dry = dryMass(exact, path, `${element} in ${text}`);
    state(element, multiply(1n, productOf(dry, parseShare(text, member))), member);
  }
  if ((treo === undefined) !== (oxideShares === undefined)) {
    throw new TypedQuantityError(
      `${path}.${treo === undefined ? 'treo' : 'oxideShares'}`,
      'is missing: treo and oxideShares go together',
    );
  }
  if (treo !== undefined) {
    const treoShare = parseShare(textOf(treo, `${path}.treo`), `${path}.treo`);
    const oxideMass = productOf(dryMass(exact, path, 'treo'), treoShare);
    let shareTotal: Ratio = { numerator: 0n, denominator: 1n };
    for (const [oxide, text] of entriesOf(oxideShares, `${path}.oxideShares`)) {
      const member = `${path}.oxideShares.${oxide}`;
      const { element, factor } = oxideFactor(oxide, member);
      const share = parseShare(text, member);
      shareTotal = addRatios(shareTotal, share);
      state(element, multiply(1n, productOf(productOf(oxideMass, share), factor)), member);
    }
    requireSharesWithin(shareTotal, `${path}.oxideShares`);
  }
  return result;
}

/** Shares of TREO are rounded one by one in a certificate: together they may be so much above the whole. */
const SHARES_MAX_PERCENT = 102n;

function requireSharesWithin({ numerator, denominator }: Ratio, member: string): void {
  if (numerator * 100n <= denominator * SHARES_MAX_PERCENT) return;
  const tenths = (numerator * 1_000n) / denominator;
  const total = `${tenths / 10n}.${tenths % 10n} %`;
  throw new TypedQuantityError(member, `are ${total} together, more than the whole TREO; are they shares of the lot?`);
}

/** TREO above 100 %: what weighs more than all that is dry is no oxide of it. */
function requireOxidesWithin(oxideTotal: bigint, exact: Readonly<Record<string, unknown>>, member: string): void {
  const { netMilligrams: net, moisturePartsPerMillion: moisture } = exact;
  if (typeof net !== 'number') return;
  const dry =
    (BigInt(net) * (PARTS_PER_MILLION - BigInt(typeof moisture === 'number' ? moisture : 0))) / PARTS_PER_MILLION;
  if (oxideTotal <= dry) return;
  const weights = `weigh ${formatKilograms(oxideTotal)} together, more than the dry mass of ${formatKilograms(dry)}`;
  throw new TypedQuantityError(member, `${weights}: TREO is at most 100 %`);
}

function addRatios(left: Ratio, right: Ratio): Ratio {
  return {
    numerator: left.numerator * right.denominator + right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  };
}

/** Net mass × (1 − moisture) in milligrams, not rounded. */
function dryMass(exact: Readonly<Record<string, unknown>>, path: string, what: string): Ratio {
  const net = exact['netMilligrams'];
  if (typeof net !== 'number') {
    throw new TypedQuantityError(`${path}.net`, `is missing: ${what} is a share of the dry mass`);
  }
  const moisture = typeof exact['moisturePartsPerMillion'] === 'number' ? exact['moisturePartsPerMillion'] : 0;
  return { numerator: BigInt(net) * (PARTS_PER_MILLION - BigInt(moisture)), denominator: PARTS_PER_MILLION };
}

function productOf(one: Ratio, other: Ratio): Ratio {
  return { numerator: one.numerator * other.numerator, denominator: one.denominator * other.denominator };
}

function oxideFactor(oxide: string, member: string): { element: string; factor: Ratio } {
  const element = elementOfOxide(oxide);
  if (element !== undefined) return { element, factor: elementPerOxide(element) };
  const symbol = oxide.replace(/\d*O\d*$/, '');
  const hint = isElementSymbol(symbol) ? `; the trade oxide of ${symbol} is ${tradeOxide(symbol)}` : '';
  throw new TypedQuantityError(member, `${oxide} is not a trade oxide${hint}`);
}

/** `value × ratio`, rounded half to even. */
function multiply(value: bigint, { numerator, denominator }: Ratio): bigint {
  return roundHalfEven(value * numerator, denominator);
}

function entriesOf(value: unknown, member: string): [string, string][] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new TypedQuantityError(member, `${JSON.stringify(value)} must be an object`);
  return Object.entries(value).map(([name, text]) => [name, textOf(text, `${member}.${name}`)]);
}
