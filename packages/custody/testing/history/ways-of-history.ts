/** What an event of a history is an instance of, so that a test can see that every kind of thing has happened. */
import type { Decision } from '../../src/decide.ts';
import type { CustodyEvent } from '../../src/event.ts';
import type { Fact } from '../../src/fact.ts';
import type { Account } from './account.ts';

/** The names of all that `event` shows, asked before the account has booked it. */
export function waysOf(account: Account, event: CustodyEvent, decision: Decision, signer: string): string[] {
  if (!decision.accepted) {
    const { code, facts } = decision.refusal;
    const isEnded = code === 'no-mandate' && String(facts['found']).includes('ended');
    return [`refused ${code}`, `${event.type} refused`, ...(isEnded ? ['mandate ended before its agent filed'] : [])];
  }
  const ways = [event.type, ...decision.facts.flatMap((fact) => waysOfFact(account, event, fact))];
  if (decision.party !== signer) ways.push('by an agent', `${event.type} by an agent`);
  return [...ways, ...meetingsOf(account, event)];
}

function waysOfFact({ deeds, lots }: Account, event: CustodyEvent, fact: Fact): string[] {
  switch (fact.kind) {
    case 'finding':
      return [`finding ${fact.code}`];
    case 'receipt-line':
      return [event.type === 'transfer-dispatched' ? `${fact.outcome} at the dispatch` : fact.outcome];
    case 'key-revocation':
      return [fact.signed === null ? `key ${fact.cause ?? 'revoked'}` : 'stolen key that has signed since'];
    case 'dispute':
      return ['disputed'];
    case 'settlement':
      return [fact.isEffective ? `settled as ${fact.basis}` : 'settlement proposed'];
    case 'awaited-receipt':
      return ['waiting'];
    case 'awaited-end':
      return [`wait ended: ${fact.end}`];
    case 'change':
      return [`change ${fact.cause}`];
    case 'movement':
      return [`lot ${fact.status}`];
    case 'correction': {
      const deed = event.type === 'event-corrected' ? deeds.get(event.corrects) : undefined;
      const wasAssayed = deed?.made.some(({ lot }) => lots.get(lot)?.assayed) === true;
      const way = `${fact.outcome} ${deed?.event?.type}`;
      const isOfCircuit = deed?.event?.type === 'lot-transformed' && deed.event.circuit !== undefined;
      const ofCircuit = isOfCircuit ? [`${fact.outcome} step of a circuit`] : [];
      return [
        fact.outcome,
        way,
        ...ofCircuit,
        ...(wasAssayed ? [`${fact.outcome} with an output that was assayed`] : []),
      ];
    }
    default:
      return [];
  }
}

/** Where several things come together. */
function meetingsOf({ lots, circuits }: Account, event: CustodyEvent): string[] {
  if (event.type === 'hold-placed') {
    const lot = lots.get(event.lot ?? '');
    if (lot === undefined) return [`hold on a ${event.unit ? 'unit' : event.transfer ? 'transfer' : 'shipment'}`];
    return [`hold on a lot ${lot.status}`, ...(lot.unit !== null ? [`hold on a lot in a unit, ${lot.status}`] : [])];
  }
  if (event.type === 'transfer-received') {
    return event.lines.flatMap(({ lot: name, outcome }) => {
      const lot = lots.get(name);
      const inUnit = lot?.unit ? ['received in a unit'] : [];
      return lot?.isOnHold === true ? [...inUnit, `${outcome} on hold`] : inUnit;
    });
  }
  if (event.type === 'lot-transformed' && event.circuit !== undefined) {
    const isOpen = [...circuits.keys()].some((name) => name.endsWith(` ${event.circuit?.id}`));
    return [isOpen ? 'circuit that opens with stock' : 'circuit that opens for the first time'];
  }
  return [];
}
