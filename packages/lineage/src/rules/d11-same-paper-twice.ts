/**
 * D11, same paper twice: a document, a declaration or a seal belongs to one thing. Which documents stand for many lots by
 * their nature, and which lots a step links, custody has judged when the event was recorded (`name-documents.ts`).
 */
import { DAY_MILLISECONDS, daysBetween } from '../days.ts';
import type {
  DispatchObservation,
  DocumentObservation,
  ExitObservation,
  Observation,
  UnitObservation,
} from '../observation.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { remember, timeOf } from './recent.ts';

interface Use {
  readonly event: string;
  readonly occurredAt: string;
  readonly party: string;
  /** The transfer, unit or shipment. */
  readonly thing: string;
  /** Some lots of it: goods that travel on under the same seal are the same goods. */
  readonly lots: readonly string[];
}

/** A use as it is remembered: all of it in one text, for there are many, and an object with its texts takes twice the memory. */
interface KeptUse {
  readonly at: number;
  /** Its members in their order, the lots last; none of them has a space. */
  readonly said: string;
}

interface State {
  readonly seals: Map<string, KeptUse>;
  readonly declarations: Map<string, KeptUse>;
  /** By author, kind and number of a document that names a number. */
  readonly papers: Map<string, KeptUse & { readonly sha256: string }>;
}

const thresholds = { windowDays: 400, usesKeptMax: 50_000, numberDigitsMin: 8 };

type Context = RuleContext<typeof thresholds>;

/** So many lots of a use are kept. */
const LOTS_KEPT = 20;

/** Papers that stand for many lots by their nature, as in custody. */
const KINDS_FOR_MANY_LOTS: ReadonlySet<string> = new Set(['permit', 'licence', 'contract']);

export const samePaperTwice: Rule<State, typeof thresholds> = {
  id: 'D11',
  version: 3,
  title: 'Same paper twice',
  family: 'paper',
  inputs: 'documents by SHA-256 and by number, seals of transfers and units, numbers of export declarations',
  mistakes: 'a certificate for a lot that was split without a step, a seal number that was misread',
  clears: 'the step that links the two, or a correction of whichever names the wrong paper',
  thresholds,
  start: () => ({ seals: new Map(), declarations: new Map(), papers: new Map() }),
  observe: (state, observation, context) => {
    switch (observation.kind) {
      case 'dispatch':
        for (const seal of observation.seals) observeSeal(state, observation, seal, context);
        return;
      case 'unit':
        if (observation.isPacked && observation.seal !== null)
          observeSeal(state, observation, observation.seal, context);
        return;
      case 'exit':
        observeDeclaration(state, observation, context);
        return;
      case 'document':
        observeDocument(state, observation, context);
        return;
      default:
    }
  },
};

/** A transfer may name the seals of its units, so units are held against units, and transfers against transfers. */
function observeSeal(
  { seals }: State,
  observation: DispatchObservation | UnitObservation,
  seal: string,
  context: Context,
): void {
  const isUnit = observation.kind === 'unit';
  const thing = isUnit ? observation.unit : observation.transfer;
  const lots = isUnit ? observation.lots : observation.lines.map(({ lot }) => lot.lot);
  // Two makers of seals may give the same number, and their customers know nothing of it.
  const key = [observation.kind, observation.party, seal].join(' ');
  const before = useAgain(seals, key, useOf(observation, thing, lots), context);
  if (before === null) return;
  context.report(
    findingAbout(observation, {
      id: `D11/seal/${seal}/${thing}`,
      severity: 'medium',
      lots: [...before.lots, ...lots],
      events: [before.event, observation.event],
      from: before.occurredAt,
      numbers: { uses: 2 },
      sentence: `Seal ${seal} was on ${observation.kind === 'unit' ? 'unit' : 'transfer'} ${before.thing} and is on ${thing}, which holds other lots: a seal is broken once`,
    }),
  );
}

function observeDeclaration({ declarations }: State, observation: ExitObservation, context: Context): void {
  const { declaration, shipment, exporter } = observation;
  if (declaration === null) return;
  const lots = observation.lines.map(({ lot }) => lot.lot);
  const before = useAgain(declarations, declaration, useOf(observation, shipment, lots), context);
  if (before === null) return;
  context.report(
    findingAbout(observation, {
      id: `D11/declaration/${declaration}/${shipment}`,
      severity: 'medium',
      party: exporter,
      lots,
      shipments: [before.thing, shipment],
      others: before.party === observation.party ? [] : [before.party],
      events: [before.event, observation.event],
      from: before.occurredAt,
      numbers: { uses: 2 },
      sentence: `Declaration ${declaration} was used for shipment ${before.thing} and again for ${shipment}: a declaration covers one shipment`,
    }),
  );
}

function observeDocument(state: State, observation: DocumentObservation, context: Context): void {
  const { sha256, documentKind, name, about, earlier } = observation;
  const wasNoticed = observation.notices.some(
    ({ code, message }) => code === 'document-reused' && message.includes(sha256),
  );
  const first = earlier.find((use) => use.about.length > 0 && !use.about.some((thing) => about.includes(thing)));
  if (wasNoticed && first !== undefined) {
    // What was recorded first may claim to have happened later.
    const days = daysBetween(first.occurredAt, observation.occurredAt);
    const daysApart = Math.floor(Math.abs(days));
    context.report(
      findingAbout(observation, {
        id: `D11/document/${sha256}/${observation.event}`,
        severity: 'medium',
        lots: [...first.about, ...about],
        others: first.party === observation.party ? [] : [first.party],
        events: [first.event, observation.event],
        from: days < 0 ? observation.occurredAt : first.occurredAt,
        to: days < 0 ? first.occurredAt : observation.occurredAt,
        numbers: { uses: earlier.length + 1, daysApart },
        sentence: `The ${documentKind} ${name} stood for ${first.about[0]} in event ${first.event} and stands for ${about[0]} here, ${inDays(daysApart)}, and no step links the two: one paper for two things`,
      }),
    );
  }
  observeNumber(state, observation, context);
}

function inDays(days: number): string {
  return days === 0 ? 'within a day' : days === 1 ? 'a day apart' : `${days} days apart`;
}

/** Another file under the same number: a copy of the paper with another lot written into it. */
function observeNumber({ papers }: State, observation: DocumentObservation, context: Context): void {
  const { sha256, documentKind, name, about, party } = observation;
  if (KINDS_FOR_MANY_LOTS.has(documentKind) || about.length === 0) return;
  if (name.replaceAll(/[^0-9]/g, '').length < context.thresholds.numberDigitsMin) return;
  const key = [party, documentKind, name].join(' ');
  const isCopy = papers.get(key)?.sha256 === sha256;
  const before = useAgain(papers, key, { ...useOf(observation, about[0] ?? '', about), sha256 }, context);
  if (before === null || isCopy) return;
  context.report(
    findingAbout(observation, {
      id: `D11/number/${documentKind}/${name}/${observation.event}`,
      severity: 'low',
      lots: [...before.lots, ...about],
      events: [before.event, observation.event],
      from: before.occurredAt,
      numbers: { uses: 2 },
      sentence: `The ${documentKind} numbered ${name} stood for ${before.thing} in event ${before.event}; another file with that number stands for ${about[0]} here`,
    }),
  );
}

function useOf(observation: Observation, thing: string, lots: readonly string[]): KeptUse {
  const { event, occurredAt, party } = observation;
  const said = [event, occurredAt, party, thing, ...lots.slice(0, LOTS_KEPT)].join(' ');
  return { at: timeOf(observation), said };
}

function readUse({ said }: KeptUse): Use {
  const [event = '', occurredAt = '', party = '', thing = '', ...lots] = said.split(' ');
  return { event, occurredAt, party, thing, lots };
}

/** Remembers the use; returns an earlier one of something else. */
function useAgain<Kept extends KeptUse>(uses: Map<string, Kept>, key: string, use: Kept, context: Context): Use | null {
  const { windowDays: days, usesKeptMax: entriesMax } = context.thresholds;
  const kept = uses.get(key);
  remember(uses, key, use, { days, entriesMax });
  if (kept === undefined || kept.at < use.at - days * DAY_MILLISECONDS) return null;
  const [before, now] = [readUse(kept), readUse(use)];
  return before.thing === now.thing || before.lots.some((lot) => now.lots.includes(lot)) ? null : before;
}
