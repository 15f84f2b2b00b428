/** How material enters a made-up chain, and leaves. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '../src/element.ts';
import type { MutableElementMasses } from '../src/element-masses.ts';
import type { Form } from '../src/material.ts';
import type { Amounts } from '../src/amounts.ts';
import { quantityJson } from './lawful-amounts.ts';
import { type Chain, type EventBody, newId } from './lawful-event.ts';
import { LAWFUL_CUSTOMS, LAWFUL_END_USERS, LAWFUL_EXPORTERS, LAWFUL_PARTIES } from './lawful-parties.ts';
import { amountsHolding } from './lawful-recipes.ts';
import { addLot, lotsOf, removeLot } from './lawful-stock.ts';
import { hashLike, type RandomSource } from './random-source.ts';

/** Parts per thousand of the rare earths in what enters: whole ores, separated oxides and metals, used magnets. */
const ASSAYS = {
  clay: { Y: 94, La: 301, Ce: 69, Pr: 73, Nd: 306, Sm: 65, Eu: 5, Gd: 43, Tb: 5, Dy: 18, Ho: 3, Er: 9, Tm: 1, Yb: 6 },
  bastnaesite: { La: 330, Ce: 490, Pr: 43, Nd: 125, Sm: 8, Eu: 2, Gd: 1 },
  didymium: { Pr: 250, Nd: 750 },
  dysprosium: { Dy: 1_000 },
  terbium: { Tb: 999, Sc: 1 },
  magnets: { Pr: 196, Nd: 786, Dy: 16, Tb: 2 },
} as const satisfies Record<string, Partial<Record<ElementSymbol, number>>>;

interface Source {
  readonly origin: 'mined' | 'imported' | 'collected' | 'opening-stock';
  readonly parties: readonly string[];
  readonly form: Form;
  readonly assay: keyof typeof ASSAYS;
}

const SOURCES: readonly Source[] = [
  { origin: 'mined', parties: ['MINE-1'], form: 'ore', assay: 'clay' },
  { origin: 'mined', parties: ['MINE-1', 'MINE-2'], form: 'ore', assay: 'bastnaesite' },
  { origin: 'imported', parties: ['REFINER-1', 'REFINER-2'], form: 'concentrate', assay: 'bastnaesite' },
  { origin: 'imported', parties: ['REFINER-1', 'REFINER-2'], form: 'carbonate', assay: 'clay' },
  { origin: 'imported', parties: ['METALS-1'], form: 'oxide', assay: 'didymium' },
  { origin: 'collected', parties: ['RECYCLER-1', 'MOTORS-2'], form: 'scrap', assay: 'magnets' },
  { origin: 'opening-stock', parties: ['MAGNETS-1', 'ALLOYS-1'], form: 'metal', assay: 'terbium' },
  { origin: 'opening-stock', parties: ['MAGNETS-1', 'MAGNETS-2'], form: 'alloy', assay: 'dysprosium' },
  { origin: 'opening-stock', parties: ['REFINER-1', 'REFINER-2'], form: 'liquor', assay: 'clay' },
];

/** Material enters: a mine mines, a recycler collects, the others import or bring in what they had. */
export function createLot(chain: Chain): EventBody {
  const { random, stock } = chain;
  const { origin, parties, form, assay } = random.pick(SOURCES);
  const by = random.pick(parties);
  const lot = newId(chain, form.toUpperCase());
  const remaining = assayed(random, form, assay);
  const product = `${assay} ${form}`;
  addLot(stock, by, { lot, form, product, remaining });
  const unstated = ELEMENT_SYMBOLS.filter((element) => remaining.elementMilligrams[element] === undefined);
  const quantity = {
    ...quantityJson(remaining),
    ...(form === 'ore' && { moisturePartsPerMillion: 50_000 + random.below(100_000) }),
    ...(random.chance(20) && { thoriumPartsPerMillion: random.below(500), uraniumPartsPerMillion: random.below(50) }),
    ...(unstated.length > 0 && random.chance(20) && { notDetected: [random.pick(unstated)] }),
    ...(random.chance(20) && { uncertaintyPartsPerMillion: random.below(20_000) }),
  };
  const { country } = partyNamed(by);
  const permit = random.chance(50) ? { permit: `PERMIT-${by}` } : { sealed: { permit: hashLike(random) } };
  const material = { form, product, ...(random.chance(20) && { grade: '3N' }) };
  return { by, body: { type: 'lot-created', lot, origin, country, ...permit, material, quantity } };
}

function assayed(random: RandomSource, form: Form, assay: keyof typeof ASSAYS): Amounts {
  const elementMilligrams: MutableElementMasses = {};
  const total = BigInt(1_000_000 + random.below(1_000_000_000_000));
  for (const [element, permille] of Object.entries(ASSAYS[assay])) {
    // One in ten was not assayed for.
    if (random.chance(10)) continue;
    const mass = (total * BigInt(permille) * BigInt(900 + random.below(200))) / 1_000_000n;
    elementMilligrams[element as ElementSymbol] = mass;
  }
  return amountsHolding(random, form, elementMilligrams);
}

/** An exporter puts up to three of its lots together. */
export function packShipment(chain: Chain): EventBody | null {
  const { random, stock, packed } = chain;
  const by = random.pick(LAWFUL_EXPORTERS);
  const held = lotsOf(stock, by);
  if (held.length === 0) return null;
  const first = random.pick(held);
  const lots = [first, ...held.filter((lot) => lot !== first && random.chance(30)).slice(0, 2)];
  for (const lot of lots) removeLot(stock, by, lot);
  const shipment = newId(chain, 'SHP');
  packed.push({ shipment, party: by, lots });
  const consignee = random.pick(LAWFUL_END_USERS);
  const destination = partyNamed(consignee).country;
  const endUser = random.chance(50) && { endUser: consignee };
  const ids = lots.map(({ lot }) => lot);
  return { by, body: { type: 'shipment-packed', shipment, lots: ids, consignee, destination, ...endUser } };
}

/** A shipment leaves, by the word of its exporter or of customs, or is undone: then its lots can be packed again. */
export function endShipment(chain: Chain): EventBody | null {
  const { random, stock, packed } = chain;
  if (packed.length === 0) return null;
  const ended = random.pick(packed);
  packed.splice(packed.indexOf(ended), 1);
  const { shipment, party, lots } = ended;
  if (random.chance(40)) {
    for (const lot of lots) addLot(stock, party, lot);
    return { by: party, body: { type: 'shipment-unpacked', shipment } };
  }
  const by = random.chance(50) ? party : LAWFUL_CUSTOMS;
  const net = lots.reduce((sum, { remaining }) => sum + (remaining.netMilligrams ?? 0n), 0n);
  const papers = random.chance(50)
    ? { declaration: `DECLARATION-${shipment}`, hsCode: '8505.11', controlCodes: ['1C904.a'], licence: 'LICENCE-1' }
    : { netMilligrams: Number(net), country: 'CN', port: 'Ningbo', mode: 'sea' };
  return { by, body: { type: 'shipment-exited', shipment, ...papers } };
}

function partyNamed(name: string) {
  const found = LAWFUL_PARTIES.find(({ party }) => party === name);
  if (found === undefined) throw new Error(`${name} takes no part in made-up chains`);
  return found;
}
