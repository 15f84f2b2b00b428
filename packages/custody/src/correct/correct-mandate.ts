/** Corrections of mandates and their ends: what stood between the two parties before does again, or something else. */
import { type Correction, formatPlace, rehearse, requireUnchanged } from './correction.ts';
import { lookedUp } from '../state/custody-state.ts';
import { mandateName, type MandateState } from '../state/state-of-members.ts';
import { decideMandateEnded, decideMandateGiven } from '../decide/decide-mandate.ts';
import { draftOf } from '../state/draft-state.ts';
import type { EventOf } from '../event.ts';

type Word = EventOf<'mandate-given' | 'mandate-ended'>;

/** The event must be the last word between the two. What the agent has recorded until now stays recorded. */
export function correctMandate(correction: Correction, standing: Word, replacement: Word | null): void {
  const { ruling, target, facts } = correction;
  const [principal, { agent }] = [target.party, standing];
  const name = mandateName(principal, agent);
  requireLastWord(correction, agent, lookedUp(ruling.state.mandates, name));
  const { mandate } = target.before;
  if (replacement === null) {
    const isGiven = mandate !== null && mandate.endedAt === null;
    const { acts, until } = isGiven ? mandate : { acts: [], until: null };
    const statementNumber = mandate?.eventNumber ?? null;
    const { eventNumber } = ruling;
    facts.push({ kind: 'mandate', eventNumber, principal, agent, isGiven, acts, until, statementNumber });
    return;
  }
  const advice = 'a replacement is about the same agent; void the event, and give the other agent a mandate';
  requireUnchanged('agent', agent, replacement.agent, advice);
  const { state } = draftOf(ruling.state);
  state.mandates.set(name, mandate);
  const rehearsal = rehearse(correction, state, replacement, (opened) =>
    replacement.type === 'mandate-given'
      ? decideMandateGiven(opened, replacement)
      : decideMandateEnded(opened, replacement),
  );
  facts.push(...rehearsal.facts);
}

function requireLastWord({ target, obstacles }: Correction, agent: string, now: MandateState | null): void {
  if (now === null || now.eventNumber === target.standingNumber) return;
  const [said, later] = [formatPlace(target.eventNumber), formatPlace(now.eventNumber)];
  const what = now.endedAt === null ? 'gave it anew' : 'ended it';
  obstacles.push(
    `event ${said} is of the mandate of ${agent} by ${target.party}, and event ${later} ${what} since: correct that first, or give the mandate as it should be`,
  );
}
