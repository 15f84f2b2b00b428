/**
 * A second account of a ledger, kept by arithmetic of its own: from the events alone, with none of the facts that the rules
 * make of them. What it and the rules say of a history must be the same.
 */
import type { CustodyEvent } from '../../src/event.ts';
import type { FactOf } from '../../src/fact.ts';
import type { Form } from '../../src/material.ts';
import type { Amounts } from '../../src/amounts.ts';
import type { ReceiptLine, SettlementBasis } from '../../src/events/transfer-schema.ts';
import { keyOf } from '../given.ts';
import { isUsedUp } from './account-amounts.ts';
import type { AccountEntry, AccountRevocation } from './account-keys.ts';
import type { AccountSeal } from './account-seals.ts';

type Status = 'held' | 'in-transit' | 'returning' | 'packed' | 'exported' | 'lost' | 'disposed' | 'voided';

export interface AccountLot {
  readonly lot: string;
  form: Form | null;
  /** Stock of a circuit, which no event names. */
  readonly isStock: boolean;
  custodian: string;
  status: Status;
  /** The transfer or shipment that it is in. */
  within: string | null;
  unit: string | null;
  isOnHold: boolean;
  owner: string | null;
  remaining: Amounts;
  assayed: 'provisional' | 'final' | 'umpire' | null;
}

export interface AccountDispute {
  readonly lot: string;
  readonly declared: Amounts;
  readonly measured: Amounts;
  readonly proposals: Map<string, { readonly basis: SettlementBasis; readonly quantity: Amounts }>;
  isOpen: boolean;
}

export interface AccountTransfer {
  readonly transfer: string;
  readonly consignor: string;
  consignee: string;
  readonly lots: string[];
  readonly disputes: AccountDispute[];
  isReceived: boolean;
  isCancelled: boolean;
  isOnHold: boolean;
}

/** A receipt that waits for its dispatch. */
export interface AccountWait {
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly lines: ReadonlyMap<string, ReceiptLine>;
}

export interface AccountShipment {
  readonly shipment: string;
  readonly party: string;
  readonly consignee: string;
  readonly lots: readonly string[];
  end: 'unpacked' | 'exited' | 'voided' | null;
  isOnHold: boolean;
}

export interface AccountUnit {
  readonly unit: string;
  lots: readonly string[];
  isPacked: boolean;
  isOnHold: boolean;
}

interface Part {
  readonly lot: string;
  readonly amounts: Amounts;
}

/** What an event did to amounts, as it counts now. */
export interface Deed {
  readonly digest: string;
  readonly by: string;
  /** Null once it is voided. */
  event: CustodyEvent | null;
  taken: readonly Part[];
  made: readonly Part[];
  changes: readonly (Part & { readonly cause: string })[];
  /** The lots that it is about as it found them, of an event that a correction makes again from there. */
  before: readonly Readonly<AccountLot>[];
  /** Of a mandate or its end: what stood between the two before. */
  mandateBefore: AccountMandate | null;
}

interface AccountMandate {
  readonly acts: readonly string[];
  readonly hasEnded: boolean;
}

export interface Account {
  /** The latest key of each party. */
  readonly keys: Map<string, string>;
  /** Every key that was ever revoked. */
  readonly revocations: Map<string, AccountRevocation>;
  /** Everything that was ever signed, in the order of the log. */
  readonly signed: AccountEntry[];
  readonly checkpointKeys: Map<string, 'signs' | 'retired'>;
  readonly parties: Map<string, readonly string[]>;
  readonly facilities: Map<string, string>;
  readonly lots: Map<string, AccountLot>;
  /** The stock of each circuit, by party and circuit. */
  readonly circuits: Map<string, string>;
  readonly transfers: Map<string, AccountTransfer>;
  waits: AccountWait[];
  readonly shipments: Map<string, AccountShipment>;
  readonly units: Map<string, AccountUnit>;
  /** The latest mandate by principal and agent. */
  readonly mandates: Map<string, AccountMandate>;
  /** How many steps each licence has had after its application. */
  readonly licences: Map<string, { readonly exporter: string; readonly stepsCount: number }>;
  /** By event and field. */
  readonly seals: Map<string, AccountSeal>;
  readonly deeds: Map<string, Deed>;
}

/** What only the rules decide, and the account takes from them. */
export interface Answer {
  readonly digest: string;
  /** Where the event stands: it names the stock of a circuit. */
  readonly position: number;
  /** Of these lots the receipt was beyond tolerance. */
  readonly disputed: readonly string[];
  readonly correction: FactOf<'correction'>['outcome'] | null;
}

export function openAccount(): Account {
  return {
    keys: new Map(),
    revocations: new Map(),
    signed: [],
    checkpointKeys: new Map([[keyOf('CHECKPOINT'), 'signs']]),
    parties: new Map([['OPERATOR', ['authority']]]),
    facilities: new Map(),
    lots: new Map(),
    circuits: new Map(),
    transfers: new Map(),
    waits: [],
    shipments: new Map(),
    units: new Map(),
    mandates: new Map(),
    licences: new Map(),
    seals: new Map(),
    deeds: new Map(),
  };
}

/** What an account finds wrong with what the rules have accepted. */
export class AccountProblem extends Error {}

export function entryIn<Entry>(map: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = map.get(name);
  if (entry === undefined) throw new AccountProblem(`${name} is used, and the account knows no such thing`);
  return entry;
}

/** Whoever signs has a key that counts, and files for another only under a mandate for that. */
export function requireSay({ keys, revocations, mandates }: Account, signer: string, by: string, type: string): void {
  if (revocations.has(keys.get(signer) ?? '')) throw new AccountProblem(`${signer} signs with a revoked key`);
  if (signer === by) return;
  const mandate = mandates.get(`${by} ${signer}`);
  if (mandate === undefined || mandate.hasEnded || !mandate.acts.includes(type)) {
    throw new AccountProblem(`${signer} files ${type} for ${by} without a mandate`);
  }
}

/** Lots that somebody has, and nothing keeps from using. */
export function isUsable(account: Account, lot: AccountLot): boolean {
  return whyUnusable(account, lot) === null;
}

/** What keeps a lot from being used by whoever has it; null when nothing does. */
function whyUnusable(account: Account, lot: AccountLot): string | null {
  if (lot.isStock) return 'in a circuit';
  if (lot.status !== 'held') return lot.status;
  if (isUsedUp(lot.remaining)) return 'spent';
  if (lot.isOnHold || isBoxOnHold(account, lot)) return 'on hold';
  return waitFor(account, lot) === undefined ? null : 'awaited';
}

/** Whether the unit that a lot is in is stopped. */
export function isBoxOnHold({ units }: Account, { unit }: AccountLot): boolean {
  return unit !== null && units.get(unit)?.isOnHold === true;
}

/** The waiting receipt of a lot from whoever has it. */
export function waitFor({ waits }: Account, { lot, custodian }: AccountLot): AccountWait | undefined {
  return waits.find(({ consignor, lines }) => consignor === custodian && lines.has(lot));
}

/** The lot, if `by` may use it. Only the dispatch that a receipt waits for may use what it names. */
export function useLot(account: Account, name: string, by: string, dispatch: string | null = null): AccountLot {
  const lot = entryIn(account.lots, name);
  const why = whyUnusable(account, lot);
  const isAwaited = why === 'awaited' && waitFor(account, lot)?.transfer === dispatch;
  if (why !== null && !isAwaited) throw new AccountProblem(`lot ${name} is used, and is ${why}`);
  if (lot.custodian !== by) throw new AccountProblem(`lot ${name} of ${lot.custodian} is used by ${by}`);
  return lot;
}

export function requireLoose(lot: AccountLot): void {
  if (lot.unit !== null) throw new AccountProblem(`lot ${lot.lot} is used, and is in unit ${lot.unit}`);
}

/** Lots of a unit go together. */
export function requireWhole(account: Account, lots: readonly AccountLot[]): void {
  const names = new Set(lots.map(({ lot }) => lot));
  for (const { unit } of lots) {
    const left = unit === null ? [] : entryIn(account.units, unit).lots.filter((lot) => !names.has(lot));
    if (left.length > 0) throw new AccountProblem(`unit ${unit} is divided: ${left.join(', ')} stay`);
  }
}

/** Whose it is: stated, or of whoever has it. */
export function ownerOf({ owner, custodian }: AccountLot): string {
  return owner ?? custodian;
}
