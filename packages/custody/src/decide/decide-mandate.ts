/** A party lets another one act for it, and ends that. What the agent may do is asked in `who-acts.ts`. */
import { lookedUp } from '../state/custody-state.ts';
import { mandateName } from '../state/state-of-members.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { requireDistinct, requireParty, type Ruling } from './ruling.ts';

/** One mandate stands between two parties: a new one takes the place of the one before. */
export function decideMandateGiven(ruling: Ruling, { agent, acts, until }: EventOf<'mandate-given'>): void {
  const { actor, eventNumber } = ruling;
  const principal = actor.party;
  requireParty(ruling, 'agent', agent, 'agent');
  requireDistinct('agent', [principal, agent], 'principal and its agent');
  requireDistinct('acts', acts, 'acts');
  ruling.facts.push({
    kind: 'mandate',
    eventNumber,
    principal,
    agent,
    isGiven: true,
    acts,
    until: until ?? null,
    statementNumber: null,
  });
}

/** What the agent has recorded stays. */
export function decideMandateEnded(ruling: Ruling, { agent, type }: EventOf<'mandate-ended'>): void {
  const { actor, eventNumber, state } = ruling;
  const principal = actor.party;
  requireParty(ruling, 'agent', agent, 'agent');
  const mandate = lookedUp(state.mandates, mandateName(principal, agent));
  if (mandate === null || mandate.endedAt !== null) {
    const found = mandate === null ? 'no mandate' : `a mandate that ended at ${mandate.endedAt}`;
    const message = `${principal} ends the mandate of ${agent}, and there is ${found}: nothing is left to do, or another was meant`;
    throw new Refused('no-mandate', 'agent', message, { principal, agent, act: type, found });
  }
  ruling.facts.push({
    kind: 'mandate',
    eventNumber,
    principal,
    agent,
    isGiven: false,
    acts: [],
    until: null,
    statementNumber: null,
  });
}
