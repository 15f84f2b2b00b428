/** That the lineage which a claim states is the one that its book gives. */
import { statedElements } from '@lodestone/custody/element-masses.ts';
import type { LineageSubject } from '@lodestone/lineage/graph.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import type { JsonValue } from '@lodestone/proof/json-value.ts';
import type { BookState } from './book-state.ts';
import type { Bundle, Claim } from './bundle.ts';
import type { ProvenLog } from './check-log.ts';
import { fail } from './failure.ts';
import { firstDifference } from './first-difference.ts';
import { lineageOfBook, lotIn } from './lineage-of-book.ts';

/** Traces the subject in the graph of the book; everything that the trace of the claim says must be the same. */
export function checkTrace({ claim }: Bundle, log: ProvenLog, state: BookState): UpwardTrace {
  const { graph, lots } = lineageOfBook(claim.book, log, state);
  const subject = subjectOf(claim, lots);
  requireStatable(subject);
  const trace = traceUp(graph, subject);
  const expected = jsonOf(trace);
  const found = claim.trace;
  if (found !== null && canonicalize(found) === canonicalize(expected)) return trace;
  const difference = firstDifference(expected, found ?? undefined);
  const field = difference.path === '' ? 'claim.trace' : `claim.trace.${difference.path}`;
  const sentence = `the book gives ${difference.expected}, the trace of the claim says ${difference.found}`;
  return fail('trace', field, { expected: difference.expected, found: difference.found, sentence });
}

/** A shipment counts as packed, a lot as made. */
function subjectOf({ subject, book }: Claim, lots: ReturnType<typeof lineageOfBook>['lots']): LineageSubject {
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
    return {
      lotNumber: lotIn(lots, lot).lotNumber,
      at: packing.eventNumber,
      elementMilligrams: amounts.elementMilligrams,
    };
  });
  return { kind, id, parts, missing: [] };
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
