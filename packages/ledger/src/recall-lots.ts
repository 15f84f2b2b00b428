import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { recall, type RecalledWhereabouts } from '@lodestone/lineage/recall.ts';
import type { RecallRegister } from '@lodestone/lineage/recall-reach.ts';
import type { Recall, RecallStatus } from '@lodestone/lineage/recall-value.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/graph-of-lineage.ts';
import { readPassages } from '@lodestone/store/read-gains.ts';
import { findUnregistered } from '@lodestone/store/read-inventory.ts';
import { readDescendants } from '@lodestone/store/read-lineage.ts';
import { listParties } from '@lodestone/store/read-parties.ts';
import { listShipments } from '@lodestone/store/read-shipments.ts';
import { readSubject } from '@lodestone/store/read-subject.ts';
import { findSuspects, isLaboratoryKnown, type SuspectFilter } from '@lodestone/store/read-suspects.ts';
import { type LotWhereabouts, readWhereabouts } from '@lodestone/store/read-whereabouts.ts';
import { boundAt } from './event-bound.ts';
import { lineageGraphOf } from './lineage-graph.ts';
import type { Ledger } from './open-ledger.ts';

export interface RecallRequest extends SuspectFilter {
  /** Suspect lots, and shipments of which every lot is suspect. */
  readonly ids: readonly string[];
  readonly element?: ElementSymbol | undefined;
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt?: string | undefined;
}

export type SuspectsAnswer =
  | { readonly found: true; readonly lotNumbers: readonly number[] }
  | {
      readonly found: false;
      readonly what: 'lot or shipment' | 'party' | 'facility' | 'laboratory';
      readonly id: string;
    };

export type RecallAnswer =
  | { readonly found: true; readonly recall: Recall }
  | Extract<SuspectsAnswer, { found: false }>;

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
  const passages = await readPassages(database.pool, ledgerId, numbers, bound);
  const changes = new Map([...passages].map(([lot, each]) => [lot, each.filter(({ cause }) => cause !== 'taken')]));
  const subject = {
    graph: { ...lineageGraphOf(graph), changes },
    suspects: new Set(suspects.lotNumbers),
    whereabouts: new Map(whereabouts.map((each) => [each.lotNumber, placeOf(each)])),
  };
  const register = await readRegister(ledger, whereabouts, bound);
  return { found: true, recall: recall(subject, register, request.element) };
}

async function suspectsOf(ledger: Ledger, request: RecallRequest, bound: EventBound): Promise<SuspectsAnswer> {
  const { database, ledgerId } = ledger;
  const { ids, party = null, facility = null, laboratory } = request;
  const unregistered = await findUnregistered(database, ledgerId, { party, facility });
  if (party !== null && unregistered.party) return { found: false, what: 'party', id: party };
  if (facility !== null && unregistered.facility) return { found: false, what: 'facility', id: facility };
  if (laboratory !== undefined && !(await isLaboratoryKnown(database, ledgerId, laboratory)))
    return { found: false, what: 'laboratory', id: laboratory };
  const lotNumbers = new Set<number>();
  for (const id of ids) {
    const subject = await readSubject(database, ledgerId, id, bound);
    if (subject === null) return { found: false, what: 'lot or shipment', id };
    for (const { lotNumber } of subject.parts) lotNumbers.add(lotNumber);
  }
  if (party !== null || facility !== null || laboratory !== undefined) {
    for (const lotNumber of await findSuspects(database, ledgerId, request, bound)) lotNumbers.add(lotNumber);
  }
  return { found: true, lotNumbers: [...lotNumbers].sort((left, right) => left - right) };
}

function placeOf({ status, custodian, within, netMilligrams }: LotWhereabouts): RecalledWhereabouts {
  return { status: statusOf(status), holder: custodian, within, netMilligrams };
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
