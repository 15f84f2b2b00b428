/** What an audit report counts of a ledger, from the replay alone: nothing of it is read from views. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { type ElementMasses, type MutableElementMasses, statedElements } from '@lodestone/custody/element-masses.ts';
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { Fact, FactOf } from '@lodestone/custody/fact.ts';
import type { ReplayWatcher } from './replay.ts';

export interface EventPlaceInLog {
  readonly position: number;
  readonly ordinal: number;
}

/** Findings of one kind: how many, and the first of them. */
export interface TalliedFinding {
  readonly code: string;
  readonly count: number;
  readonly first: readonly (EventPlaceInLog & { readonly message: string })[];
}

export interface TalliedKey {
  readonly key: string;
  readonly party: string;
  readonly heldBy: 'party' | 'ledger';
  readonly recovery: boolean;
  readonly enrolled: EventPlaceInLog;
  readonly revoked: (EventPlaceInLog & { readonly reason: string }) | null;
}

export interface TalliedParty {
  readonly party: string;
  readonly name: string | null;
  readonly country: string | null;
  readonly roles: readonly string[];
}

export interface TalliedDispute extends EventPlaceInLog {
  readonly transfer: string;
  readonly lot: string;
}

/** One line of the balance: contained mass by element. */
export interface BalanceLine {
  readonly name: string;
  readonly elementMilligrams: ElementMasses;
}

export interface AuditTally {
  readonly recordedFrom: string | null;
  readonly recordedUntil: string | null;
  /** Events by type, the most frequent first. */
  readonly eventTypes: readonly { readonly type: string; readonly count: number }[];
  readonly findings: readonly TalliedFinding[];
  readonly parties: readonly TalliedParty[];
  readonly keys: readonly TalliedKey[];
  readonly openDisputes: readonly TalliedDispute[];
  /** What came, went and changed; the sum of these is the sum of what is there. */
  readonly flows: readonly BalanceLine[];
  /** Where all that is left, by where its lots are. */
  readonly stocks: readonly BalanceLine[];
  /** Elements of which the sums differ: none in a sound replay. */
  readonly differenceMilligrams: ElementMasses;
}

/** So many findings of a kind are named with their place; all are counted. */
const FIRST_FINDINGS_MAX = 20;

/** Watches a replay. After its end there is a result; null when the rules were not asked for. */
export interface AuditTallying extends ReplayWatcher {
  result(): AuditTally | null;
}

/** Watches a replay; memory grows with parties, keys and disputes, not with events or lots. */
export function createAuditTally(): AuditTallying {
  const types = new Map<string, number>();
  const findings = new Map<string, { count: number; first: TalliedFinding['first'][number][] }>();
  const parties = new Map<string, TalliedParty>();
  const keys = new Map<string, TalliedKey>();
  const disputed = new Set<string>();
  const flows = new Map<string, MutableElementMasses>();
  const stocks = new Map<string, MutableElementMasses>();
  let recordedFrom: string | null = null;
  let recordedUntil: string | null = null;
  let tally: AuditTally | null = null;

  const addParty = ({ party, name, country, roles }: FactOf<'party'>) => {
    parties.set(party, { party, name, country, roles });
  };
  const addKey = ({ key, party, heldBy, recovery, eventNumber }: FactOf<'key'>) => {
    keys.set(key, { key, party, heldBy, recovery, enrolled: placeOfEvent(eventNumber), revoked: null });
  };
  const revoke = ({ key, reason, eventNumber }: FactOf<'key-revocation'>) => {
    const enrolled = keys.get(key);
    if (enrolled !== undefined) keys.set(key, { ...enrolled, revoked: { ...placeOfEvent(eventNumber), reason } });
  };
  const addFinding = ({ code, message, eventNumber }: FactOf<'finding'>) => {
    const known = findings.get(code) ?? { count: 0, first: [] };
    known.count += 1;
    if (known.first.length < FIRST_FINDINGS_MAX) known.first.push({ ...placeOfEvent(eventNumber), message });
    findings.set(code, known);
  };
  const weigh = (state: CustodyState, fact: Fact) => {
    switch (fact.kind) {
      case 'lot':
        add(flows, flowOfLot(fact), fact.made.elementMilligrams, 1n);
        return add(stocks, 'held', fact.made.elementMilligrams, 1n);
      case 'input':
        add(flows, STEPS, fact.taken.elementMilligrams, -1n);
        return add(stocks, lotOf(state, fact.lot).status, fact.taken.elementMilligrams, -1n);
      case 'change':
        add(flows, fact.cause, fact.by.elementMilligrams, 1n);
        return add(stocks, lotOf(state, fact.lot).status, fact.by.elementMilligrams, 1n);
      case 'movement': {
        const { status, left } = lotOf(state, fact.lot);
        add(stocks, status, left, -1n);
        return add(stocks, fact.status, left, 1n);
      }
      default:
    }
  };
  return {
    event: (type, recordedAt) => {
      types.set(type, (types.get(type) ?? 0) + 1);
      recordedFrom ??= recordedAt;
      recordedUntil = recordedAt;
    },
    fact: (state, fact) => {
      if (fact.kind === 'party') addParty(fact);
      else if (fact.kind === 'key') addKey(fact);
      else if (fact.kind === 'key-revocation') revoke(fact);
      else if (fact.kind === 'finding') addFinding(fact);
      else if (fact.kind === 'dispute') disputed.add(fact.transfer);
      else weigh(state, fact);
    },
    end: (state) => {
      const eventTypes = [...types].map(([type, count]) => ({ type, count }));
      tally = {
        recordedFrom,
        recordedUntil,
        eventTypes: eventTypes.sort((one, other) => other.count - one.count || compare(one.type, other.type)),
        findings: [...findings]
          .map(([code, found]) => ({ code, ...found }))
          .sort((one, other) => other.count - one.count),
        parties: [...parties.values()].sort((one, other) => compare(one.party, other.party)),
        keys: [...keys.values()],
        openDisputes: openDisputes(state, disputed),
        ...balanceOf(flows, stocks),
      };
    },
    result: () => tally,
  };
}

/** What steps made less what they took: their losses, stated or not, are negative. */
const STEPS = 'steps';

function flowOfLot({ lotKind }: FactOf<'lot'>): string {
  return lotKind === 'transformed' || lotKind === 'circuit-stock' ? STEPS : lotKind;
}

/** Where a lot is and what is left of it, before the fact that is told. */
function lotOf(state: CustodyState, lot: string): { readonly status: string; readonly left: ElementMasses } {
  const thing = state.things.get(lot);
  if (thing?.kind !== 'lot') throw new Error(`Bug: a fact is about the lot ${lot}, which the replay does not know`);
  return { status: thing.whereabouts.status, left: thing.remaining.elementMilligrams };
}

function add(lines: Map<string, MutableElementMasses>, name: string, masses: ElementMasses, sign: bigint): void {
  const line = lines.get(name) ?? {};
  for (const [element, mass] of statedElements(masses)) line[element] = (line[element] ?? 0n) + sign * mass;
  lines.set(name, line);
}

function openDisputes(state: CustodyState, transfers: ReadonlySet<string>): TalliedDispute[] {
  const open: TalliedDispute[] = [];
  for (const transfer of transfers) {
    for (const { lot, eventNumber, proposals } of state.handshakes.get(transfer)?.disputes ?? []) {
      if (proposals.some(({ isEffective }) => isEffective)) continue;
      open.push({ transfer, lot, ...placeOfEvent(eventNumber) });
    }
  }
  return open;
}

/** Flows in the order in which material passes, then whatever else there is. */
const FLOW_ORDER = ['mined', 'imported', 'collected', 'opening-stock', STEPS];
const STOCK_ORDER = ['held', 'in-transit', 'returning', 'packed', 'exported', 'lost', 'disposed', 'voided'];

function balanceOf(flows: ReadonlyMap<string, ElementMasses>, stocks: ReadonlyMap<string, ElementMasses>) {
  const difference: MutableElementMasses = {};
  const sum = (lines: ReadonlyMap<string, ElementMasses>, sign: bigint) => {
    for (const masses of lines.values()) {
      for (const [element, mass] of statedElements(masses)) {
        difference[element] = (difference[element] ?? 0n) + sign * mass;
      }
    }
  };
  sum(flows, 1n);
  sum(stocks, -1n);
  const elements = statedElements(difference).filter(([, mass]) => mass !== 0n);
  return {
    flows: inOrder(flows, FLOW_ORDER),
    stocks: inOrder(stocks, STOCK_ORDER),
    differenceMilligrams: Object.fromEntries(elements) satisfies Partial<Record<ElementSymbol, bigint>>,
  };
}

/** Lines with any mass, those that are named first in their order. */
function inOrder(lines: ReadonlyMap<string, ElementMasses>, order: readonly string[]): BalanceLine[] {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...lines]
    .map(([name, elementMilligrams]) => ({ name, elementMilligrams }))
    .filter(({ elementMilligrams }) => statedElements(elementMilligrams).some(([, mass]) => mass !== 0n))
    .sort((one, other) => place(one.name) - place(other.name) || compare(one.name, other.name));
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
