/** What would be otherwise if something recorded were not so: nothing is written. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { AssumedLineage } from '@lodestone/lineage/assumed-lineage.ts';
import type { LineageSubject } from '@lodestone/lineage/graph.ts';
import type { RecallGraph } from '@lodestone/lineage/recall/recall-places.ts';
import { compareLineages, type WhatIfSubject } from '@lodestone/lineage/what-if.ts';
import { type EventBound, WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { type DisputeRow, listDisputes } from '@lodestone/store/ask/read-disputes.ts';
import { readAncestors, readDescendants } from '@lodestone/store/lineage/read-lineage.ts';
import { readPackings } from '@lodestone/store/lineage/read-packings.ts';
import { readWhereabouts } from '@lodestone/store/lineage/read-whereabouts.ts';
import type { Ledger } from '../open-ledger.ts';
import { type Assumption, type AssumptionAnswer, makeAssumption } from './assumption.ts';
import { boundAt } from './event-bound.ts';
import { subjectsOf, type SubjectsAnswer } from './find-suspects.ts';
import { withChanges } from './lineage-graph.ts';
import { readRegistered } from './read-registered.ts';

export interface WhatIfRequest {
  readonly assumption: Assumption;
  /** The lots and shipments to ask about; where there are none, every shipment and holder that it reaches. */
  readonly ids: readonly string[];
  readonly asKnownAt?: string | undefined;
  /** The day by whose rules claims are judged, `2026-11-23`. */
  readonly date: string;
}

export interface WhatIf {
  /** The lots that the assumption is about. */
  readonly lots: readonly string[];
  /** Shipments, lots and holders in the order of their ids. */
  readonly subjects: readonly WhatIfSubject[];
  /** Disputes over lots whose book would be otherwise. */
  readonly disputes: readonly DisputeRow[];
}

export type WhatIfAnswer =
  | { readonly found: true; readonly whatIf: WhatIf }
  | Exclude<AssumptionAnswer, { readonly found: true }>;

interface Asked {
  readonly kind: WhatIfSubject['kind'];
  readonly subject: LineageSubject;
}

export async function askWhatIf(ledger: Ledger, request: WhatIfRequest): Promise<WhatIfAnswer> {
  const bound = await boundAt(ledger, request.asKnownAt);
  const made = await makeAssumption(ledger, request.assumption, bound);
  if (made.found !== true) return made;
  const named = await subjectsOf(ledger, request.ids, bound);
  if (!named.found) return named;
  const { database, ledgerId } = ledger;
  const reached: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readDescendants(database, ledgerId, made.lotNumbers, bound, reached);
  const asked = request.ids.length > 0 ? namedSubjects(named) : await reachedSubjects(ledger, reached, bound);
  const whole: GraphOfLineage = { lots: new Map(), steps: new Map() };
  const packed = asked.flatMap(({ subject }) => subject.parts.map(({ lotNumber }) => lotNumber));
  await readAncestors(database, ledgerId, [...new Set(packed)], bound, whole);
  for (const [number, lot] of reached.lots) whole.lots.set(number, lot);
  for (const [number, step] of reached.steps) whole.steps.set(number, step);
  const graph = await withChanges(ledger, whole, bound);
  const assumed = made.assume(graph);
  const compare = compareLineages(graph, assumed, await readRegistered(ledger, bound));
  return {
    found: true,
    whatIf: {
      lots: made.lotNumbers.flatMap((number) => {
        const lot = graph.lots.get(number);
        const isAbout = request.assumption.kind !== 'origin-unknown' || lot?.step === null;
        return lot === undefined || !isAbout ? [] : [lot.lot];
      }),
      subjects: asked.map(({ kind, subject }) => compare(subject, kind, kind === 'holder' ? null : request.date)),
      disputes: await disputesOver(ledger, graph, assumed, bound),
    },
  };
}

function namedSubjects(named: SubjectsAnswer): Asked[] {
  if (!named.found) return [];
  return named.subjects.map((subject) => ({ kind: subject.kind, subject: { ...subject, missing: [] } }));
}

/** Shipments that packed what it reaches, and what of it each holder has in stock or under way. */
async function reachedSubjects(ledger: Ledger, reached: GraphOfLineage, bound: EventBound): Promise<Asked[]> {
  const { database, ledgerId } = ledger;
  const numbers = [...reached.lots.keys()];
  const packings = await readPackings(database, ledgerId, numbers, bound);
  const shipments = await subjectsOf(ledger, [...new Set(packings.map(({ shipment }) => shipment))], bound);
  const whereabouts = await readWhereabouts(database, ledgerId, numbers, bound);
  const held = whereabouts.filter(
    ({ status }) => status === 'held' || status === 'in-transit' || status === 'returning',
  );
  const holders = [...Map.groupBy(held, ({ custodian }) => custodian)].sort(([left], [right]) =>
    left < right ? -1 : 1,
  );
  return [
    ...namedSubjects(shipments),
    ...holders.map(([id, lots]): Asked => {
      const parts = lots.map(({ lotNumber, elementMilligrams }) => ({
        lotNumber,
        at: WHOLE_LEDGER,
        elementMilligrams,
      }));
      return { kind: 'holder', subject: { kind: 'lot', id, parts, missing: [] } };
    }),
  ];
}

/** A book is otherwise where the lot holds something else than recorded, as made or as gained. */
async function disputesOver(
  { database, ledgerId }: Ledger,
  graph: RecallGraph,
  { graph: assumed }: AssumedLineage,
  bound: EventBound,
): Promise<DisputeRow[]> {
  const otherwise = [...graph.lots.values()].filter(({ lotNumber }) => {
    const lot = assumed.lots.get(lotNumber);
    return lot !== undefined && lot !== graph.lots.get(lotNumber);
  });
  const disputes: DisputeRow[] = [];
  for (const { lot } of otherwise) {
    disputes.push(
      ...(await listDisputes(database, ledgerId, { lot, settledToo: true, limit: ELEMENT_SYMBOLS.length, bound })),
    );
  }
  return disputes;
}
