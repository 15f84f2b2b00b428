/**
 * D20, shell and related parties: a party that is new, stands between one supplier and one buyer and makes nothing, or shares
 * a telephone number, an account or an address with another. Shares in companies are not in the ledger.
 */
import { nameSome } from '@lodestone/custody/name-some.ts';
import type { Role } from '@lodestone/custody/role.ts';
import { isRearranging } from '@lodestone/custody/material.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import type { Observation, PartyObservation } from '../observation.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { timeOf } from './recent.ts';

interface Member {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
  /** Whether it joined when the ledger was under way: those of its first days are as old as it. */
  readonly isLateComer: boolean;
  readonly roles: readonly Role[];
  /** At most `PARTNERS_KEPT` of each. */
  readonly suppliers: Set<string>;
  readonly buyers: Set<string>;
  arrivals: number;
  departures: number;
  makes: boolean;
}

interface State {
  startedAt: number | null;
  readonly members: Map<string, Member>;
  /** Parties by identifier or address. */
  readonly shared: Map<string, Set<string>>;
  /** What each party shares with others. */
  readonly traits: Map<string, Set<string>>;
}

const thresholds = { youngDaysMax: 180, settlingDays: 30, arrivalsMin: 2, departuresMin: 2, partnersMax: 1 };

type Context = RuleContext<typeof thresholds>;

const PARTNERS_KEPT = 5;

/** Who buys and sells: others have one supplier or one buyer by their trade. */
const TRADING: ReadonlySet<Role> = new Set(['trader', 'exporter']);
/** Who makes something is no shell, whatever else it does. */
const MAKING: ReadonlySet<Role> = new Set([
  'mine',
  'refiner',
  'metal-maker',
  'alloy-maker',
  'magnet-maker',
  'recycler',
]);

export const shell: Rule<State, typeof thresholds> = {
  id: 'D20',
  version: 1,
  title: 'Shell or related party',
  family: 'party',
  inputs:
    'registrations: identifiers and addresses; dispatches, receipts, changes of owner and exits: with whom a party deals',
  mistakes: 'the trading arm of a group, an honest trader in its first months',
  clears: 'a register extract with owners and staff, or more suppliers and buyers',
  thresholds,
  start: () => ({ startedAt: null, members: new Map(), shared: new Map(), traits: new Map() }),
  observe: (state, observation, context) => {
    state.startedAt ??= timeOf(observation);
    switch (observation.kind) {
      case 'party':
        observeParty(state, observation, context);
        return;
      case 'facility':
        if (observation.address !== null) share(state, observation.owner, `address ${plain(observation.address)}`);
        return;
      case 'step': {
        const member = state.members.get(observation.party);
        if (member !== undefined && !isRearranging(observation.step)) member.makes = true;
        return;
      }
      case 'receipt':
        arrive(state, observation, observation.consignee, observation.consignor, context);
        return;
      case 'dispatch':
        depart(state, observation, observation.consignor, observation.consignee, context);
        return;
      case 'exit':
        depart(state, observation, observation.exporter, observation.consignee, context);
        return;
      default:
    }
  },
};

function observeParty(state: State, observation: PartyObservation, context: Context): void {
  const { registered, roles, identifiers, event, occurredAt } = observation;
  for (const [key, value] of Object.entries(identifiers)) share(state, registered, `${key} ${plain(value)}`);
  const before = state.members.get(registered);
  const at = before?.at ?? timeOf(observation);
  const settled = (state.startedAt ?? at) + context.thresholds.settlingDays * DAY_MILLISECONDS;
  state.members.set(registered, {
    at,
    event: before?.event ?? event,
    occurredAt: before?.occurredAt ?? occurredAt,
    isLateComer: at > settled,
    roles,
    suppliers: before?.suppliers ?? new Set(),
    buyers: before?.buyers ?? new Set(),
    arrivals: before?.arrivals ?? 0,
    departures: before?.departures ?? 0,
    makes: before?.makes ?? false,
  });
}

/** Spaces and signs between letters and digits are written one way today and another tomorrow. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function share({ shared, traits }: State, party: string, trait: string): void {
  const parties = shared.get(trait) ?? new Set<string>();
  shared.set(trait, parties.add(party));
  if (parties.size < 2) return;
  // Of those before it all but the first know of it.
  const concerned = parties.size === 2 ? parties : [party];
  for (const one of concerned) traits.set(one, (traits.get(one) ?? new Set<string>()).add(trait));
}

function arrive(state: State, observation: Observation, party: string, supplier: string, context: Context): void {
  const member = state.members.get(party);
  if (member === undefined) return;
  member.arrivals += 1;
  if (member.suppliers.size < PARTNERS_KEPT) member.suppliers.add(supplier);
  judge(state, observation, party, member, context);
}

function depart(state: State, observation: Observation, party: string, buyer: string, context: Context): void {
  const member = state.members.get(party);
  if (member === undefined) return;
  member.departures += 1;
  if (member.buyers.size < PARTNERS_KEPT) member.buyers.add(buyer);
  judge(state, observation, party, member, context);
}

function judge(state: State, observation: Observation, party: string, member: Member, context: Context): void {
  const { youngDaysMax, arrivalsMin, departuresMin, partnersMax } = context.thresholds;
  const { roles, suppliers, buyers, arrivals, departures } = member;
  if (member.makes || !roles.some((role) => TRADING.has(role)) || roles.some((role) => MAKING.has(role))) return;
  if (arrivals < arrivalsMin || departures < departuresMin) return;
  const id = `D20/${party}`;
  const ageDays = Math.floor((timeOf(observation) - member.at) / DAY_MILLISECONDS);
  const isYoung = member.isLateComer && ageDays < youngDaysMax;
  const isChannel = suppliers.size <= partnersMax && buyers.size <= partnersMax;
  // More partners clear what few of them made look odd; age alone clears nothing of what was done in the first months.
  if (!isChannel) {
    context.withdraw(id);
    return;
  }
  const relation = relationOf(state, party);
  const signs = [isChannel, isYoung, relation !== undefined].filter(Boolean).length;
  if (signs < 2) return;
  const said = [
    `takes from ${[...suppliers].join(', ')} alone and passes on to ${[...buyers].join(', ')} alone`,
    ...(isYoung ? [`joined ${ageDays} days ago`] : []),
    ...(relation === undefined ? [] : [`has the same ${relation.what} as ${nameSome(relation.parties, SHOWN_MAX)}`]),
  ];
  context.report(
    findingAbout(observation, {
      id,
      severity: isYoung ? 'medium' : 'low',
      party,
      facility: null,
      others: [...new Set([...suppliers, ...buyers, ...(relation?.parties ?? [])])],
      events: [member.event, observation.event],
      from: member.occurredAt,
      numbers: { ageDays, arrivals, departures, signs },
      sentence: `${party} makes nothing, ${said.join(', and ')}`,
    }),
  );
}

/** What a party shares with others: the first of it that came to light. */
function relationOf({ traits, shared }: State, party: string): { what: string; parties: string[] } | undefined {
  const [trait] = traits.get(party) ?? [];
  if (trait === undefined) return undefined;
  const parties = [...(shared.get(trait) ?? [])].filter((one) => one !== party);
  return { what: trait.slice(0, trait.indexOf(' ')), parties };
}

/** So many parties a sentence names. */
const SHOWN_MAX = 10;
