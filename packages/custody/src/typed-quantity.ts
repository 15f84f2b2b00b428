/**
 * Quantities as people write them, turned into whole milligrams once, at the edge. Nothing inside knows these forms.
 *
 *   {"net": "1000 t", "moisture": "15 %", "elements": {"Nd": "263.983 kg"}}
 *   {"net": "291.353 kg", "oxides": {"Pr6O11": "56.856 kg", "Nd2O3": "231.583 kg"}}
 *   {"net": "1000 t", "moisture": "15 %", "treo": "0.12 %", "oxideShares": {"Nd2O3": "30.186 %"}}
 *   {"net": "50 kg", "elementShares": {"Nd": "24.2 %", "Dy": "1 %"}}
 *
 * `treo` is the share of all rare-earth oxides in the dry mass; `oxideShares` are shares of TREO, `elementShares` of the
 * dry mass. Masses in kg, t, g and mg must be whole milligrams; what a factor or a percentage makes of them is rounded
 * once, half to even.
 */
import { elementOfOxide, elementPerOxide, isElementSymbol, type Ratio, tradeOxide } from './element.ts';
import { formatKilograms } from './format-amount.ts';
import { roundHalfEven } from './round-half-even.ts';
import {
  TypedQuantityError,
  PARTS_PER_MILLION,
  parseMassMilligrams,
  parseVolumeMillilitres,
  parseShare,
  parsePartsPerMillion,
} from './typed-amount.ts';

/**
 * Turns every quantity of an event that is written in people's units into the members that events have. What is in
 * whole milligrams already stays as it is. The value given is not changed.
 */
export function withExactQuantities(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...event };
  // What a correction puts in the place of an event is written as that was.
  if (isRecord(event['replacement'])) result['replacement'] = withExactQuantities(event['replacement']);
  if (isRecord(event['quantity'])) result['quantity'] = exactQuantity(event['quantity'], 'quantity');
  for (const list of ['inputs', 'outputs', 'lines', 'losses'] as const) {
    const items = event[list];
    if (Array.isArray(items)) result[list] = items.map((item, index) => exactItem(item, list, `${list}[${index}]`));
  }
  if (isRecord(event['circuit'])) result['circuit'] = exactCircuit(event['circuit']);
  if (isRecord(event['resolution'])) result['resolution'] = exactItem(event['resolution'], '', 'resolution');
  // Of a shipment that leaves, the net mass stands by itself.
  if (event['type'] === 'shipment-exited' && event['net'] !== undefined) return withExactNet(result);
  // Of an assay the uncertainty stands beside the quantity.
  if (event['type'] === 'lot-assayed' && event['uncertainty'] !== undefined) return withExactUncertainty(result);
  return result;
}

function withExactUncertainty({ uncertainty, ...assay }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const member = 'uncertaintyPartsPerMillion';
  if (Object.hasOwn(assay, member)) {
    const both = `${JSON.stringify(uncertainty)} beside ${member} ${JSON.stringify(assay[member])}`;
    throw new TypedQuantityError('uncertainty', `${both}: state it once`);
  }
  const share = parsePartsPerMillion(textOf(uncertainty, 'uncertainty'), 'uncertainty');
  return { ...assay, [member]: toJsonNumber(share, 'uncertainty') };
}

function withExactNet({ net, ...shipment }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const member = 'netMilligrams';
  if (Object.hasOwn(shipment, member)) {
    const both = `${JSON.stringify(net)} beside ${member} ${JSON.stringify(shipment[member])}`;
    throw new TypedQuantityError('net', `${both}: state it once`);
  }
  return { ...shipment, [member]: toJsonNumber(parseMassMilligrams(textOf(net, 'net'), 'net'), 'net') };
}

/** What is in a circuit before and after a step: typed, `opening` and `closing` hold elements as quantities do. */
function exactCircuit(circuit: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...circuit };
  for (const side of ['opening', 'closing'] as const) {
    const typed = circuit[side];
    if (!isRecord(typed)) continue;
    const path = `circuit.${side}`;
    const member = `${side}ElementMilligrams`;
    if (Object.hasOwn(circuit, member)) throw new TypedQuantityError(path, `is stated beside ${member}: state it once`);
    const { elementMilligrams = {}, ...others } = exactQuantity(typed, path);
    const [other] = Object.keys(others);
    if (other !== undefined) throw new TypedQuantityError(path, `holds elements alone, found ${other}`);
    Reflect.deleteProperty(result, side);
    result[member] = elementMilligrams;
  }
  return result;
}

function exactItem(item: unknown, list: string, path: string): unknown {
  if (!isRecord(item)) return item;
  if (list === 'inputs' || list === 'losses') return exactQuantity(item, path);
  const result = { ...item };
  for (const member of ['quantity', 'measured'] as const) {
    const quantity = item[member];
    if (isRecord(quantity)) result[member] = exactQuantity(quantity, `${path}.${member}`);
  }
  return result;
}

const TYPED_MEMBERS = [
  'net',
  'gross',
  'tare',
  'coating',
  'volume',
  'moisture',
  'lossOnIgnition',
  'thorium',
  'uranium',
  'uncertainty',
  'elements',
  'oxides',
  'elementShares',
  'treo',
  'oxideShares',
] as const;

/** Typed shares, and the members of whole parts per million that they become. */
const SHARES = {
  moisture: 'moisturePartsPerMillion',
  lossOnIgnition: 'lossOnIgnitionPartsPerMillion',
  thorium: 'thoriumPartsPerMillion',
  uranium: 'uraniumPartsPerMillion',
  uncertainty: 'uncertaintyPartsPerMillion',
} as const;

/** The members of a typed quantity, and how each becomes members of an exact one. */
function exactQuantity(quantity: Readonly<Record<string, unknown>>, path: string): Readonly<Record<string, unknown>> {
  // Most files are written by programs, in whole milligrams.
  if (!TYPED_MEMBERS.some((member) => Object.hasOwn(quantity, member))) return quantity;
  const { net, gross, tare, coating, volume, moisture, lossOnIgnition, thorium, uranium, uncertainty, ...others } =
    quantity;
  const { elements, oxides, elementShares, treo, oxideShares, ...exact } = others;
  const result: Record<string, unknown> = exact;
  const set = (member: string, value: bigint, typedMember: string) => {
    if (Object.hasOwn(quantity, member)) {
      const both = `${JSON.stringify(quantity[typedMember])} beside ${member} ${JSON.stringify(quantity[member])}`;
      throw new TypedQuantityError(`${path}.${typedMember}`, `${both}: state it once`);
    }
    result[member] = toJsonNumber(value, `${path}.${typedMember}`);
  };
  for (const [typedMember, value] of Object.entries({ net, gross, tare, coating })) {
    if (value === undefined) continue;
    const milligrams = parseMassMilligrams(textOf(value, `${path}.${typedMember}`), `${path}.${typedMember}`);
    set(`${typedMember}Milligrams`, milligrams, typedMember);
  }
  if (volume !== undefined) {
    set('volumeMillilitres', parseVolumeMillilitres(textOf(volume, `${path}.volume`), `${path}.volume`), 'volume');
  }
  for (const [typedMember, value] of Object.entries({ moisture, lossOnIgnition, thorium, uranium, uncertainty })) {
    if (value === undefined) continue;
    const member = `${path}.${typedMember}`;
    const partsPerMillion = parsePartsPerMillion(textOf(value, member), member);
    set(SHARES[typedMember as keyof typeof SHARES], partsPerMillion, typedMember);
  }
  const typedElements = readElements({ elements, oxides, elementShares, treo, oxideShares }, result, path);
  if (typedElements !== null) {
    if (Object.hasOwn(quantity, 'elementMilligrams')) {
      throw new TypedQuantityError(`${path}.elementMilligrams`, 'stands beside typed elements: state them once');
    }
    result['elementMilligrams'] = typedElements;
  }
  return result;
}

interface TypedElements {
  readonly elements: unknown;
  readonly oxides: unknown;
  readonly elementShares: unknown;
  readonly treo: unknown;
  readonly oxideShares: unknown;
}

/** Each element is stated in one way: as element, as oxide, or as a share of the dry mass or of TREO. */
function readElements(
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

function toJsonNumber(value: bigint, member: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new TypedQuantityError(member, `${value} is beyond 2^53 - 1`);
  return Number(value);
}

function entriesOf(value: unknown, member: string): [string, string][] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new TypedQuantityError(member, `${JSON.stringify(value)} must be an object`);
  return Object.entries(value).map(([name, text]) => [name, textOf(text, `${member}.${name}`)]);
}

function textOf(value: unknown, member: string): string {
  if (typeof value === 'string') return value;
  throw new TypedQuantityError(member, `${JSON.stringify(value)} must be a text with its unit, such as "12.5 kg"`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
