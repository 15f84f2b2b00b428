/** What is said of findings, and how the rules that find them are set. Which findings there are is no state of the ledger. */
import type { EventOf } from '../event.ts';
import { requireRole, type Ruling } from './ruling.ts';

/** Any party may say what it knows of a finding: it is asked for an answer, not for leave. */
export function decideFindingAnswered(ruling: Ruling, event: EventOf<'finding-answered'>): void {
  pushAnswer(ruling, event, false);
}

/** Who looks into findings closes them. */
export function decideFindingClosed(ruling: Ruling, event: EventOf<'finding-closed'>): void {
  requireRole(ruling, 'close-finding');
  pushAnswer(ruling, event, true);
}

function pushAnswer(
  { facts, eventNumber, actor }: Ruling,
  { finding, facts: stated, outcome, reason }: EventOf<'finding-answered' | 'finding-closed'>,
  isClosing: boolean,
): void {
  facts.push({
    kind: 'finding-answer',
    eventNumber,
    finding,
    stated,
    party: actor.party,
    isClosing,
    outcome,
    reason,
  });
}

export function decideFindingRuleSet(ruling: Ruling, event: EventOf<'finding-rule-set'>): void {
  requireRole(ruling, 'set-finding-rule');
  const { rule, from, thresholds = {}, isOff, occurredAt } = event;
  // The order of the bytes, whatever the order in which they were parsed.
  const names = Object.keys(thresholds).sort((one, other) => (one < other ? -1 : 1));
  ruling.facts.push({
    kind: 'finding-rule',
    eventNumber: ruling.eventNumber,
    rule,
    validFrom: from ?? occurredAt,
    isOff: isOff ?? null,
    thresholdNames: names,
    thresholdValues: names.map((name) => thresholds[name] as number),
  });
}
