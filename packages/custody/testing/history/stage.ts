/** What an act is made up on: the account so far, and chance that depends on the act alone. */
import type { JsonObject } from '../json-object.ts';
import { type RandomSource, randomSource } from '../random-source.ts';
import { type Account, type AccountLot, isUsable } from './account.ts';

/** An event before it has an id and a time, and the party whose act it is. It may be refused. */
export interface Proposal {
  readonly by: string;
  readonly body: JsonObject & { readonly type: string };
}

export interface Stage {
  readonly account: Account;
  readonly random: RandomSource;
  /** Picks by name. The same act picks the same thing whatever else there is, so that a history stays itself when acts are left out. */
  pick<Item>(items: Iterable<Item>, nameOf: (item: Item) => string): Item | null;
  /** An id that no other act gives. */
  id(prefix: string): string;
}

export function stageOf(account: Account, salt: number): Stage {
  const random = randomSource(salt);
  let picks = 0;
  let names = 0;
  return {
    account,
    random,
    pick: (items, nameOf) => {
      picks += 1;
      return pickBySalt(items, nameOf, `${salt} ${picks} `);
    },
    id: (prefix) => {
      names += 1;
      return `${prefix}-${salt.toString(36)}${names === 1 ? '' : `.${names}`}`;
    },
  };
}

/** The item whose name and the salt together have the smallest hash. */
function pickBySalt<Item>(items: Iterable<Item>, nameOf: (item: Item) => string, salt: string): Item | null {
  let picked: Item | null = null;
  let smallest = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const hash = hashOf(salt + nameOf(item));
    if (hash >= smallest) continue;
    smallest = hash;
    picked = item;
  }
  return picked;
}

/** FNV-1a over 32 bits, mixed once more at the end: names that differ in their last letter must not hash in a row. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9_f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** So many of the latest things are in the middle of what happens; older ones are named now and then. */
const RECENT = 24;

/** The latest things of a map, or all of them. */
export function someOf<Item>({ random }: Stage, all: ReadonlyMap<string, Item>): Item[] {
  const items = [...all.values()];
  return random.chance(75) ? items.slice(-RECENT) : items;
}

/** A lot that its custodian can use, mostly; else any, which is mostly refused. */
export function pickLot(
  stage: Stage,
  fits: (lot: AccountLot) => boolean = () => true,
  wanted: (lot: AccountLot) => boolean = (lot) => lot.unit === null && isUsable(stage.account, lot),
): AccountLot | null {
  const { account, random } = stage;
  const named = [...account.lots.values()].filter((lot) => !lot.isStock && fits(lot));
  if (random.chance(6)) return stage.pick(named, ({ lot }) => lot);
  const good = named.filter(wanted);
  return stage.pick(random.chance(75) ? good.slice(-RECENT) : good, ({ lot }) => lot);
}

/** Other lots that go with one: of the same custodian and usable, mostly. */
export function pickOthers(
  stage: Stage,
  first: AccountLot,
  countMax: number,
  fits: (lot: AccountLot) => boolean,
): AccountLot[] {
  const others: AccountLot[] = [];
  for (let count = stage.random.below(countMax + 1); count > 0; count -= 1) {
    const isFree = (lot: AccountLot) => lot !== first && !others.includes(lot) && fits(lot);
    const other = pickLot(stage, (lot) => isFree(lot) && lot.custodian === first.custodian);
    if (other !== null) others.push(other);
  }
  return others;
}

/** A party that takes part, by one of its roles or by any. */
export function pickParty(
  { account, pick }: Stage,
  roles: readonly string[] | null = null,
  not?: string,
): string | null {
  const all = [...account.parties].filter(([party]) => party !== 'OPERATOR' && party !== not);
  const fit = all.filter(([, own]) => roles === null || own.some((role) => roles.includes(role)));
  return pick(fit, ([party]) => party)?.[0] ?? null;
}
