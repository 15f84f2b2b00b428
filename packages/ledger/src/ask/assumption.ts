/** An assumption as it is asked for becomes what it says of lots, steps and assays. */
import { setAssaysAside } from '@lodestone/lineage/assays-aside.ts';
import { type AssumedLineage, assumeVoid } from '@lodestone/lineage/assumed-lineage.ts';
import type { RecallGraph } from '@lodestone/lineage/recall/recall-places.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { findAssaysBy, readEventOnLots } from '@lodestone/store/lineage/read-assumed.ts';
import type { SuspectFilter } from '@lodestone/store/lineage/read-suspects.ts';
import type { Ledger } from '../open-ledger.ts';
import { subjectsOf, suspectsThatFit } from './find-suspects.ts';
import type { NotFound } from './find-unknown-name.ts';

export type Assumption =
  | { readonly kind: 'void'; readonly id: string }
  | { readonly kind: 'assay-false'; readonly id: string }
  | { readonly kind: 'origin-unknown'; readonly suspects: SuspectFilter };

export interface AssumptionMade {
  readonly found: true;
  /** The lots that it begins with. */
  readonly lotNumbers: readonly number[];
  readonly assume: (graph: RecallGraph) => AssumedLineage;
}

/** Of an event that neither makes lots nor assays one, an assumption changes nothing: `beside` says what it is. */
export type AssumptionAnswer = AssumptionMade | NotFound | { readonly found: 'beside'; readonly type: string };

export async function makeAssumption(
  ledger: Ledger,
  assumption: Assumption,
  bound: EventBound,
): Promise<AssumptionAnswer> {
  switch (assumption.kind) {
    case 'void':
      return assumeVoided(ledger, assumption.id, bound);
    case 'assay-false':
      return assumeFalse(ledger, assumption.id, bound);
    case 'origin-unknown':
      return assumeUnknown(ledger, assumption.suspects, bound);
    default:
      return assumption satisfies never;
  }
}

async function assumeVoided(ledger: Ledger, id: string, bound: EventBound): Promise<AssumptionAnswer> {
  const named = await subjectsOf(ledger, [id], bound);
  if (named.found && named.subjects[0]?.kind === 'lot') {
    return voidLots(named.subjects[0].parts.map(({ lotNumber }) => lotNumber));
  }
  const event = await readEventOnLots(ledger.database, ledger.ledgerId, id, bound);
  if (event === null) return { found: false, what: 'lot or event', id };
  const { type, eventNumber, at, madeLotNumbers, isStep, assayedLotNumber } = event;
  if (assayedLotNumber !== null) return falseAssays([{ lotNumber: assayedLotNumber, at }]);
  if (madeLotNumbers.length === 0) return { found: 'beside', type };
  if (!isStep) return voidLots(madeLotNumbers);
  const assume = (graph: RecallGraph) => assumeVoid(graph, new Set(), new Set([eventNumber]));
  return { found: true, lotNumbers: madeLotNumbers, assume };
}

function voidLots(lotNumbers: readonly number[]): AssumptionMade {
  return { found: true, lotNumbers, assume: (graph) => assumeVoid(graph, new Set(lotNumbers)) };
}

async function assumeFalse(ledger: Ledger, name: string, bound: EventBound): Promise<AssumptionAnswer> {
  const assays = await findAssaysBy(ledger.database, ledger.ledgerId, name, bound);
  if (assays.length === 0) return { found: false, what: 'laboratory, lot or party with an assay', id: name };
  return falseAssays(assays);
}

function falseAssays(assays: readonly { readonly lotNumber: number; readonly at: number }[]): AssumptionMade {
  const places = new Map<number, Set<number>>();
  for (const { lotNumber, at } of assays) {
    const known = places.get(lotNumber);
    if (known === undefined) places.set(lotNumber, new Set([at]));
    else known.add(at);
  }
  return { found: true, lotNumbers: [...places.keys()], assume: (graph) => setAssaysAside(graph, places) };
}

/** Only what they brought in: what they made keeps the origin of what they made it from. */
async function assumeUnknown(ledger: Ledger, suspects: SuspectFilter, bound: EventBound): Promise<AssumptionAnswer> {
  const fitting = await suspectsThatFit(ledger, suspects, bound);
  if (!fitting.found) return fitting;
  const numbers = new Set(fitting.lotNumbers);
  return {
    found: true,
    lotNumbers: fitting.lotNumbers,
    assume: (graph) => {
      const origins = [...numbers].filter((number) => graph.lots.get(number)?.step === null);
      return assumeVoid(graph, new Set(origins));
    },
  };
}
