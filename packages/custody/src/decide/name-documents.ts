/** The documents that an event names: each is a fact, and one that stood for another lot before is a finding. */
import { nameSome } from '../name-some.ts';
import { lookedUp } from '../state/custody-state.ts';
import { type DocumentUse, stepName } from '../state/state-of-oversight.ts';
import type { CustodyEvent } from '../event.ts';
import { placeOfEvent } from '../event-number.ts';
import { addFinding, type Ruling } from './ruling.ts';

/** So many things that an event is about are kept with each of its documents: an event may have thousands of both. */
const ABOUT_MAX = 100;

/** Papers that stand for many lots by their nature, so that naming one again says nothing. */
const KINDS_FOR_MANY_LOTS: ReadonlySet<string> = new Set(['permit', 'licence']);

type Documents = NonNullable<CustodyEvent['documents']>;

/** What an event is about, as far as documents are concerned. */
type Subject = Pick<DocumentUse, 'about' | 'steps'>;

/** Adds the documents of an event that is accepted otherwise. The same paper on two lots is noticed, and refused never. */
export function nameDocuments(ruling: Ruling, documents: Documents): void {
  const { state, facts, eventNumber } = ruling;
  const subject = subjectOf(ruling);
  const { about, steps } = subject;
  // Most events name one.
  const named = documents.length === 1 ? null : new Map<string, number>();
  for (let index = 0; index < documents.length; index++) {
    const { sha256, kind, name } = documents[index] as Documents[number];
    const known = state.documents.get(sha256) ?? null;
    const again = named?.get(sha256);
    const use = again ?? known?.count ?? 0;
    // Named twice by one event it is still named once for it.
    if (known !== null && again === undefined) findReuse(ruling, { sha256, kind, name }, known.uses, subject);
    named?.set(sha256, use + 1);
    facts.push({ kind: 'document', eventNumber, index, sha256, use, documentKind: kind, name, about, steps });
  }
}

/** The transfer, shipment and lots that the event's own facts name, in their order. */
function subjectOf({ state, facts, eventNumber }: Ruling): Subject {
  const about: string[] = [];
  const steps: number[] = [];
  for (const fact of facts) {
    if (about.length >= ABOUT_MAX) break;
    if ('transfer' in fact) addOnce(about, fact.transfer);
    if ('shipment' in fact) addOnce(about, fact.shipment);
    if ('thing' in fact) addOnce(about, fact.thing);
    if (!('lot' in fact)) continue;
    addOnce(about, fact.lot);
    const lot = fact.kind === 'lot' ? null : (state.things.get(fact.lot) ?? null);
    if (lot?.kind === 'lot' && lot.step !== null && lot.step !== eventNumber) addOnce(steps, lot.step);
  }
  return { about, steps };
}

/** The lists are short: most events are about one thing or two, and none about many more than `ABOUT_MAX`. */
function addOnce<Item>(items: Item[], item: Item): void {
  if (!items.includes(item)) items.push(item);
}

function findReuse(ruling: Ruling, document: Documents[number], uses: readonly DocumentUse[], subject: Subject): void {
  if (KINDS_FOR_MANY_LOTS.has(document.kind) || subject.about.length === 0) return;
  const earlier = uses.filter(({ about }) => about.length > 0);
  const [first] = earlier;
  if (first === undefined || earlier.some((use) => isLinked(ruling, use, subject))) return;
  const { position, ordinal } = placeOfEvent(first.eventNumber);
  const message = `${document.kind} ${document.name} (SHA-256 ${document.sha256}) was named for ${nameSome(first.about)} by event ${ordinal} of entry ${position}, and is named here for ${nameSome(subject.about)}: one paper, two lots that no step links`;
  addFinding(ruling, 'document-reused', message);
}

/** The same thing, what a step made of it, what it was made of, or what the same step made. */
function isLinked({ state }: Ruling, use: DocumentUse, { about, steps }: Subject): boolean {
  const before = new Set(use.about);
  if (about.some((name) => before.has(name))) return true;
  if (steps.some((step) => use.steps.includes(step))) return true;
  const takes = (step: number) => lookedUp(state.stepInputs, stepName(step)) ?? [];
  const now = new Set(about);
  return (
    steps.some((step) => takes(step).some((lot) => before.has(lot))) ||
    use.steps.some((step) => takes(step).some((lot) => now.has(lot)))
  );
}
