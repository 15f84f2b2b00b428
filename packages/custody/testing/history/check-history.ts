/** What must hold at every moment of a history, whatever has happened. Each check throws with what it has found. */
import type { CachedCustodyState, CustodyState, NamedThing } from '../../src/state/custody-state.ts';
import type { LotState } from '../../src/state/state-of-lots.ts';
import type { AwaitedReceipt } from '../../src/state/state-of-transfers.ts';
import { settlementOf } from '../../src/decide/dispute.ts';
import type { Fact } from '../../src/fact.ts';
import type { Amounts } from '../../src/amounts.ts';
import { conservationOfFacts } from '../conservation-of-facts.ts';
import { elementEntries } from '../lawful-amounts.ts';
import type { Account, AccountLot } from './account.ts';
import { MEASURES, oppositeOf, plusAmounts, textOf } from './account-amounts.ts';
import { checkKeys, checkThefts } from './check-keys.ts';
import { requireSame } from './require-same.ts';
import { differenceOf, type Weight, weighAccount } from './weigh-account.ts';

function fail(message: string): never {
  throw new Error(message);
}

/** That the rules and the account say the same of every lot, unit, shipment, transfer, wait and key. */
export function checkBooks(state: CachedCustodyState, account: Account): void {
  const things = [...state.things.values()].filter((thing) => thing !== null);
  const lots = things.filter((thing) => thing.kind === 'lot');
  if (lots.length !== account.lots.size) fail(`the rules know ${lots.length} lots, the account ${account.lots.size}`);
  for (const lot of lots) checkLot(state, account, lot);
  for (const thing of things) checkHolder(state, account, thing);
  for (const [transfer, { disputes, isReceived, isCancelled }] of account.transfers) {
    const open = disputes.filter(({ isOpen }) => isOpen).map(({ lot }) => lot);
    const known = state.handshakes.get(transfer);
    const ruled = known?.disputes.filter((dispute) => settlementOf(dispute) === null).map(({ lot }) => lot) ?? [];
    requireSame(`open disputes of ${transfer}`, ruled.toSorted().join(), open.toSorted().join());
    const ends = [known ? known.receipts.length > 0 : undefined, known?.ended?.as === 'cancelled'].join();
    requireSame(`whether ${transfer} is received, cancelled`, ends, [isReceived, isCancelled].join());
  }
  checkKeys(state, account);
  requireSame('the receipts that wait', textOfWaits(waitsIn(state)), textOfWaits(account.waits));
}

/** Each receipt that waits stands under several names. */
function waitsIn({ awaited }: CachedCustodyState): AwaitedReceipt[] {
  const all = [...awaited.values()].flatMap((receipts) => receipts ?? []);
  const byNumber = new Map(all.map((receipt) => [receipt.eventNumber, receipt]));
  return [...byNumber.values()].toSorted((left, right) => left.eventNumber - right.eventNumber);
}

function textOfWaits(all: readonly { transfer: string; lines: ReadonlyMap<string, unknown> }[]): string {
  return all.map(({ transfer, lines }) => `${transfer}: ${[...lines.keys()].join()}`).join('; ');
}

/** One custodian, one status, in one transfer or shipment at most, and the same of each in both books. */
function checkLot({ parties }: CustodyState, account: Account, lot: LotState): void {
  const booked = account.lots.get(lot.lot) ?? fail(`the account knows no lot ${lot.lot}`);
  requireSame(`lot ${lot.lot}`, textOfState(lot), textOfBooked(booked));
  if (!parties.get(lot.custodian)) fail(`lot ${lot.lot} is held by ${lot.custodian}, who is nobody`);
  const { netMilligrams, volumeMillilitres, pieces, elementMilligrams } = lot.remaining;
  const amounts = [netMilligrams, volumeMillilitres, pieces, ...Object.values(elementMilligrams)];
  if (amounts.some((amount) => amount !== null && amount < 0n)) {
    fail(`lot ${lot.lot} has less than nothing: ${textOf(lot.remaining)}`);
  }
}

function textOfState({ custodian, whereabouts, unit, hold, owner, remaining, form }: LotState): string {
  const within =
    'transfer' in whereabouts ? whereabouts.transfer : 'shipment' in whereabouts ? whereabouts.shipment : null;
  const { status } = whereabouts;
  return textOfLot({ custodian, status, within, unit, isOnHold: hold !== null, owner, form, remaining });
}

function textOfBooked({ custodian, status, within, unit, isOnHold, owner, form, remaining }: AccountLot): string {
  return textOfLot({ custodian, status, within, unit, isOnHold, owner, form, remaining });
}

function textOfLot({ remaining, ...rest }: Omit<AccountLot, 'lot' | 'isStock' | 'assayed'>): string {
  return `${JSON.stringify(rest)} ${textOf(remaining)}`;
}

/** What a unit, shipment or transfer says of its lots, they say of it. */
function checkHolder({ things }: CustodyState, account: Account, thing: NamedThing): void {
  const lotOf = (name: string) => {
    const lot = things.get(name);
    return lot?.kind === 'lot' ? lot : fail(`${name} is in something, and is no lot`);
  };
  if (thing.kind === 'unit') {
    const { unit, isPacked, lots } = thing;
    const inside = isPacked ? lots : [];
    const booked = account.units.get(unit);
    requireSame(`unit ${unit}`, inside.toSorted().join(), (booked?.lots ?? []).toSorted().join());
    requireSame(`whether unit ${unit} is on hold`, String(thing.hold !== null), String(booked?.isOnHold));
    for (const name of inside) requireSame(`the unit of lot ${name}`, lotOf(name).unit ?? 'none', unit);
  } else if (thing.kind === 'shipment') {
    const { shipment, ended, hold, lots } = thing;
    const booked = account.shipments.get(shipment) ?? fail(`the account knows no shipment ${shipment}`);
    requireSame(`shipment ${shipment}`, [ended, hold !== null].join(), [booked.end, booked.isOnHold].join());
    if (ended === 'unpacked' || ended === 'voided') return;
    const status = ended === null ? 'packed' : 'exported';
    for (const name of lots) requireSame(`where lot ${name} is`, placeOf(lotOf(name)), `${status} ${shipment}`);
  } else if (thing.kind === 'transfer') {
    const booked = account.transfers.get(thing.transfer);
    requireSame(`whether ${thing.transfer} is on hold`, String(thing.hold !== null), String(booked?.isOnHold));
  } else if (thing.kind === 'lot') {
    const { unit, whereabouts } = thing;
    const within = unit === null ? null : things.get(unit);
    if (unit !== null && (whereabouts.status === 'voided' || whereabouts.status === 'disposed')) {
      fail(`lot ${thing.lot} is in unit ${unit}, and is ${whereabouts.status}`);
    }
    if (unit !== null && !(within?.kind === 'unit' && within.isPacked && within.lots.includes(thing.lot))) {
      fail(`lot ${thing.lot} is in unit ${unit}, which does not have it`);
    }
    if ('transfer' in whereabouts && things.get(whereabouts.transfer)?.kind !== 'transfer') {
      fail(`lot ${thing.lot} is under way in ${whereabouts.transfer}, which is no transfer`);
    }
  }
}

function placeOf({ whereabouts }: LotState): string {
  return 'shipment' in whereabouts ? `${whereabouts.status} ${whereabouts.shipment}` : whereabouts.status;
}

/** That every milligram is somewhere: by the account, and by the facts as `balance --ledger-wide` adds them up. */
export function checkFacts(state: CachedCustodyState, account: Account, facts: readonly Fact[]): void {
  const weight = weighAccount(account);
  const difference = differenceOf(weight);
  if (difference.size > 0) fail(`the account does not conserve ${[...difference].join('; ')}`);
  const folded = conservationOfFacts(facts);
  const [lost] = elementEntries(folded.differenceMilligrams);
  if (lost !== undefined) fail(`the facts do not conserve ${lost[0]}: ${lost[1]} mg more came in than is somewhere`);
  requireSame('the weight of everything', textOfWeight(byTerm(folded.terms)), textOfWeight(withLossesInOne(weight)));
  checkSums(state, facts);
  checkThefts(account, facts);
}

/** Terms by side and name, as an account has them. */
export function byTerm(terms: ReturnType<typeof conservationOfFacts>['terms']): Weight {
  return new Map(
    terms.map(({ side, name, elementMilligrams }) => [`${side} ${name}`, new Map(elementEntries(elementMilligrams))]),
  );
}

/** Facts do not say of what kind a loss is. */
function withLossesInOne(weight: Weight): Weight {
  const merged = new Map<string, Map<string, bigint>>();
  for (const [name, masses] of weight) {
    const term = name.startsWith('to loss') ? 'to losses' : name;
    const sums = merged.get(term) ?? new Map<string, bigint>();
    for (const [element, mass] of masses) sums.set(element, (sums.get(element) ?? 0n) + mass);
    merged.set(term, sums);
  }
  return new Map([...merged].map(([name, masses]) => [name, new Map(elementEntries(Object.fromEntries(masses)))]));
}

/** One text for the same weight. */
export function textOfWeight(weight: Weight): string {
  const terms = [...weight].map(([name, masses]) => {
    const sorted = [...masses].toSorted(([left], [right]) => (left < right ? -1 : 1));
    return `${name}: ${sorted.map(([element, mass]) => `${element} ${mass}`).join(' ')}`;
  });
  return terms.toSorted().join('; ');
}

/** Of every lot, net mass too: what was made, less what was taken, with what changed, is what is left. */
function checkSums({ things }: CachedCustodyState, facts: readonly Fact[]): void {
  const sums = new Map<string, Amounts>();
  const add = (lot: string, amounts: Amounts) => {
    const before = sums.get(lot);
    sums.set(lot, before === undefined ? amounts : plusAmounts(before, amounts));
  };
  for (const fact of facts) {
    if (fact.kind === 'lot') add(fact.lot, fact.made);
    if (fact.kind === 'change') add(fact.lot, fact.by);
    if (fact.kind === 'input') add(fact.lot, oppositeOf(fact.taken));
  }
  for (const thing of things.values()) {
    if (thing?.kind !== 'lot') continue;
    const { lot, remaining } = thing;
    const sum = sums.get(lot) ?? fail(`lot ${lot} was never made`);
    for (const measure of MEASURES) requireSame(`${measure} of lot ${lot}`, `${remaining[measure]}`, `${sum[measure]}`);
    for (const [element, mass] of elementEntries(remaining.elementMilligrams)) {
      requireSame(`${element} of lot ${lot}`, `${mass}`, `${sum.elementMilligrams[element]}`);
    }
  }
}

/** That refused events have left no trace: the state is that of a replay of the accepted ones alone. */
export function checkReplay(live: CachedCustodyState, replayed: CachedCustodyState): void {
  requireSame('the state', textOfWhole(live), textOfWhole(replayed));
}

/** Everything that is there, by name. What was looked for in vain is not. */
function textOfWhole(state: CachedCustodyState): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value} exactly`;
    if (!(value instanceof Map)) return value;
    const there = [...value].filter(([, entry]) => entry !== null);
    return there.toSorted(([left], [right]) => (left < right ? -1 : 1));
  });
}
