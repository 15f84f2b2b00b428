/** That the lineage which a claim states is the one that its book gives. */
import { statedElements } from '@lodestone/custody/element-masses.ts';
import { findLotGains } from '@lodestone/custody/lot-gains.ts';
import { weighStep } from '@lodestone/custody/weigh-step.ts';
import type { LineageGraph, LineageLot, LineageStep, LineageSubject } from '@lodestone/lineage/graph.ts';
import { traceUp } from '@lodestone/lineage/trace.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace-value.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import type { JsonValue } from '@lodestone/proof/json-value.ts';
import type { BookState, LotInBook } from './book-state.ts';
import type { Bundle, Claim } from './bundle.ts';
import type { ProvenLog } from './check-log.ts';
import { fail } from './failure.ts';
import { firstDifference } from './first-difference.ts';

/** Traces the subject in the graph of the book; everything that the trace of the claim says must be the same. */
export function checkTrace({ claim }: Bundle, log: ProvenLog, state: BookState): UpwardTrace {
  const subject = subjectOf(claim, state);
  requireStatable(subject);
  const trace = traceUp(graphOf(claim, log, state), subject);
  const expected = jsonOf(trace);
  const found = claim.trace;
  if (found !== null && canonicalize(found) === canonicalize(expected)) return trace;
  const difference = firstDifference(expected, found ?? undefined);
  const field = difference.path === '' ? 'claim.trace' : `claim.trace.${difference.path}`;
  const sentence = `the book gives ${difference.expected}, the trace of the claim says ${difference.found}`;
  return fail('trace', field, { expected: difference.expected, found: difference.found, sentence });
}

function graphOf({ book }: Claim, log: ProvenLog, { lots }: BookState): LineageGraph {
  const digests = new Map(
    log.entries.flatMap(({ events }) => events.map(({ eventNumber, digest }) => [eventNumber, digest] as const)),
  );
  const steps = new Map<number, LineageStep>();
  for (const { eventNumber, corrects, step, taken } of book) {
    if (step === null) continue;
    const { name, party, facility, givenElementMilligrams, losses } = step;
    const inputs = taken
      .map(({ lot, amounts }) => ({ lotNumber: numberOf(lots, lot), elementMilligrams: amounts.elementMilligrams }))
      .sort((left, right) => left.lotNumber - right.lotNumber);
    const event = digests.get(eventNumber);
    if (event === undefined) throw new Error('Bug: the events of the book were checked to be in the bundle');
    steps.set(eventNumber, {
      step: eventNumber,
      at: corrects ?? eventNumber,
      name,
      event,
      party,
      facility,
      ...weighStep(givenElementMilligrams, inputs),
      losses,
      inputs,
    });
  }
  return { lots: new Map([...lots.values()].map((lot) => [lot.lotNumber, lineageLot(lot)])), steps };
}

function lineageLot({ made, lotNumber, step, custodian, passages }: LotInBook): LineageLot {
  const { lot, kind, consumption, form, product, facility, party, country, amounts } = made;
  return {
    lotNumber,
    lot,
    kind,
    consumption,
    form,
    product,
    facility,
    party,
    custodian,
    country,
    step,
    netMilligrams: amounts.netMilligrams,
    elementMilligrams: amounts.elementMilligrams,
    gains: findLotGains(amounts.elementMilligrams, passages),
  };
}

/** A shipment counts as packed, a lot as made. */
function subjectOf({ subject, book }: Claim, { lots }: BookState): LineageSubject {
  const { kind, id } = subject;
  if (kind === 'event') throw new Error('Bug: an event has no lineage');
  if (kind === 'lot') {
    const lot = lots.get(id);
    if (lot === undefined)
      return fail('subject', 'claim.subject', { expected: `lot ${id} in the book`, found: 'none' });
    const { lotNumber, made } = lot;
    return { kind, id, parts: [{ lotNumber, at: 0, elementMilligrams: made.amounts.elementMilligrams }], missing: [] };
  }
  const packings = book.filter(({ packed }) => packed?.shipment === id);
  const [packing] = packings;
  if (packing?.packed === null || packing === undefined || packings.length > 1) {
    const found = `${packings.length} of them`;
    return fail('subject', 'claim.subject', { expected: `one packing of shipment ${id} in the book`, found });
  }
  const parts = packing.packed.lots.map(({ lot, amounts }) => {
    return { lotNumber: numberOf(lots, lot), at: packing.eventNumber, elementMilligrams: amounts.elementMilligrams };
  });
  return { kind, id, parts, missing: [] };
}

function numberOf(lots: BookState['lots'], name: string): number {
  const lot = lots.get(name);
  return lot?.lotNumber ?? fail('book', 'claim.book', { expected: `lot ${name} made in the book`, found: 'none' });
}

/** As `trace --json` writes it; masses beyond what it can write exactly are no trace. */
function jsonOf(trace: UpwardTrace): JsonValue {
  const reading = parseJson(JSON.stringify(trace));
  if (reading.ok) return reading.value;
  return fail('trace', 'claim.trace', { expected: 'masses that JSON can state', found: reading.problem });
}

/** No sum that the trace states of the subject is beyond a JSON number. */
function requireStatable({ parts }: LineageSubject): void {
  const total = parts
    .flatMap(({ elementMilligrams }) => statedElements(elementMilligrams))
    .reduce((sum, [, mass]) => sum + mass, 0n);
  if (total <= BigInt(Number.MAX_SAFE_INTEGER)) return;
  const expected = `at most ${Number.MAX_SAFE_INTEGER} mg in the subject`;
  fail('trace', 'claim.trace', { expected, found: `${total} mg` });
}
