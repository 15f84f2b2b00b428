import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { recall } from '@lodestone/lineage/recall/recall.ts';
import type { RecallSort } from '@lodestone/lineage/recall/recall-order.ts';
import type { RecallRegister } from '@lodestone/lineage/recall/recall-reach.ts';
import type { Recall, RecalledWhereabouts, RecallStatus } from '@lodestone/lineage/recall/recall-value.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readDescendants } from '@lodestone/store/lineage/read-lineage.ts';
import { listParties } from '@lodestone/store/ask/read-parties.ts';
import { listShipments } from '@lodestone/store/ask/read-shipments.ts';
import type { SuspectFilter } from '@lodestone/store/lineage/read-suspects.ts';
import { type LotWhereabouts, readWhereabouts } from '@lodestone/store/lineage/read-whereabouts.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { subjectsOf, type SuspectsAnswer, suspectsThatFit } from './find-suspects.ts';
import type { NotFound } from './find-unknown-name.ts';
import { withChanges } from './lineage-graph.ts';

export interface RecallRequest extends SuspectFilter {
  /** Suspect lots, and shipments of which every lot is suspect. */
  readonly ids: readonly string[];
  readonly element?: ElementSymbol | undefined;
  /** The order of the lots. */
  readonly sort?: RecallSort | undefined;
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt?: string | undefined;
}

export type RecallAnswer = { readonly found: true; readonly recall: Recall } | NotFound;

/** Follows suspect lots forward. A name that nothing has is answered with it, and is not taken for nothing to recall. */
export async function recallLots(ledger: Ledger, request: RecallRequest): Promise<RecallAnswer> {
  const bound = await boundAt(ledger, request.asKnownAt);
  const suspects = await suspectsOf(ledger, request, bound);
  if (!suspects.found) return suspects;
  const { database, ledgerId } = ledger;
  const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readDescendants(database, ledgerId, suspects.lotNumbers, bound, graph);
  const numbers = [...graph.lots.keys()];
  const whereabouts = await readWhereabouts(database, ledgerId, numbers, bound);
  const subject = {
    graph: await withChanges(ledger, graph, bound),
    suspects: new Set(suspects.lotNumbers),
    whereabouts: new Map(whereabouts.map((each) => [each.lotNumber, placeOf(each)])),
  };
  const register = await readRegister(ledger, whereabouts, bound);
  return { found: true, recall: recall(subject, register, request) };
}

async function suspectsOf(ledger: Ledger, request: RecallRequest, bound: EventBound): Promise<SuspectsAnswer> {
  const fitting = await suspectsThatFit(ledger, request, bound);
  if (!fitting.found) return fitting;
  const named = await subjectsOf(ledger, request.ids, bound);
  if (!named.found) return named;
  const numbers = named.subjects.flatMap(({ parts }) => parts.map(({ lotNumber }) => lotNumber));
  return { found: true, lotNumbers: [...new Set([...numbers, ...fitting.lotNumbers])] };
}

function placeOf({ status, custodian, within, journey, netMilligrams }: LotWhereabouts): RecalledWhereabouts {
  return { status: statusOf(status), holder: custodian, within, journey, netMilligrams };
}

/** A voided lot is reached by no step that counts, and is no suspect; one that is asked about was voided later. */
function statusOf(status: LotWhereabouts['status']): RecallStatus {
  return status === 'spent' || status === 'voided' ? 'consumed' : status;
}

async function readRegister(
  { database, ledgerId }: Ledger,
  whereabouts: readonly LotWhereabouts[],
  bound: EventBound,
): Promise<RecallRegister> {
  const packed = whereabouts.filter(({ status }) => status === 'packed' || status === 'exported');
  const ids = [...new Set(packed.flatMap(({ within }) => within ?? []))];
  const shipments = await listShipments(database, ledgerId, { shipments: ids, limit: ids.length, bound });
  const parties = await listParties(database, ledgerId, bound);
  return {
    parties: new Map(parties.map(({ party, name, country }) => [party, { name, country }])),
    shipments: new Map(
      shipments.map(({ shipment, status, party, consignee, destination }) => {
        return [shipment, { status: status === 'exited' ? 'exited' : 'packed', party, consignee, destination }];
      }),
    ),
  };
}
