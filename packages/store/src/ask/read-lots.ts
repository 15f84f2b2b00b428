/** Lots as they stand: what was made, what remains, who has it, where. */
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import { belowDetection } from '@lodestone/custody/below-detection.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LotStatus } from '@lodestone/custody/lot-status.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import { amountsOfRow } from '../amounts-row.ts';
import type { Database } from '../database.ts';
import { holdJoin } from '../hold-sql.ts';
import { journeyJoin, JOURNEY_COLUMNS, type JourneyRow } from '../journey-sql.ts';
import {
  CUSTODIAN,
  asRevised,
  lotStateJoins,
  ownershipJoin,
  unitJoin,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  revisionJoin,
  standsBelow,
  STATUS,
} from '../lot-state-sql.ts';
import { elementMassesOfJson } from '../amounts-json.ts';
import { elementMassesOfArray } from '../element-array.ts';
import type { EventBound } from '../event-bound.ts';
import type { LotTable } from '../tables.ts';

export interface LotFilter {
  readonly lot?: string | undefined;
  readonly custodian?: string | undefined;
  readonly form?: string | undefined;
  /** `on-hold` are those on hold, wherever they are, and those packed in a shipment on hold. */
  readonly status?: LotStatus | 'on-hold' | undefined;
  /** Lots made by the party. */
  readonly party?: string | undefined;
  /** Lots that belong to the party, whoever has them. */
  readonly owner?: string | undefined;
  readonly limit: number;
  readonly bound: EventBound;
}

export interface LotRow {
  readonly lot: string;
  readonly kind: string;
  readonly form: string | null;
  readonly product: string | null;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  readonly custodian: string;
  readonly status: LotStatus;
  /** The transfer or shipment that the lot is in. */
  readonly within: string | null;
  /** Of what is in either: who sent it, to whom, and since when (RFC 3339, UTC); null of all else. */
  readonly dispatcher: string | null;
  readonly consignee: string | null;
  readonly since: string | null;
  /** The packed unit that the lot is in. */
  readonly unit: string | null;
  readonly owner: string;
  readonly hold: Hold | null;
  /** Of the shipment that it is packed in. */
  readonly shipmentHold: Hold | null;
  /** Of the transfer under which it is under way, and of the unit that it is in. */
  readonly transferHold: Hold | null;
  readonly unitHold: Hold | null;
  readonly made: Amounts;
  readonly remaining: Amounts;
  readonly notDetectedWhenMade: readonly ElementSymbol[];
  /** Elements that are below detection, by the latest that looked for them. */
  readonly notDetected: readonly ElementSymbol[];
  readonly uncertaintyPartsPerMillionWhenMade: number | null;
  /** Of each element, by the latest assay, else as made; null when it is not known. */
  readonly uncertaintyPartsPerMillion: number | null;
}

interface ListedLot extends LotTable, JourneyRow {
  custodian: string;
  status: LotStatus;
  within: string | null;
  unit: string | null;
  owner: string;
  hold: Hold | null;
  shipment_hold: Hold | null;
  transfer_hold: Hold | null;
  unit_hold: Hold | null;
  remaining_net: bigint | null;
  remaining_volume: bigint | null;
  remaining_pieces: bigint | null;
  remaining_elements: (bigint | null)[];
  assays: AssayOfLot[] | null;
}

interface AssayOfLot {
  readonly elements: readonly (number | null)[];
  readonly notDetected: readonly ElementSymbol[];
  readonly uncertainty: number;
}

/** What a correction may say otherwise of a lot's making. */
const REVISED = [
  'kind',
  'form',
  'product',
  'facility',
  'country',
  'net_milligrams',
  'volume_millilitres',
  'pieces',
  'element_milligrams',
  'not_detected',
  'uncertainty_parts_per_million',
] as const;

const below = (row: string) => ` and ${row}.event_number < $9`;

/**
 * Lots as they stand at the bound, without the stock that circuits hold: one by its name (`$2`), those that a party made (`$4`), or all.
 * They are put in order before more is asked of each, so that whoever wants some does not wait for what is left of all.
 */
const lotsAsTheyStand = ({ lot, party }: Pick<LotFilter, 'lot' | 'party'>) => `
  select l.lot_number, l.lot, l.party, ${asRevised(REVISED)},
    ${CUSTODIAN} as custodian, ${STATUS} as status, move.within, ${JOURNEY_COLUMNS},
    on_hold.hold, shipment_on_hold.hold as shipment_hold, transfer_on_hold.hold as transfer_hold, unit_on_hold.hold as unit_hold,
    boxed.unit, coalesce(owned.owner, ${CUSTODIAN}) as owner,
    (${REMAINING_NET})::bigint as remaining_net, (${REMAINING_VOLUME})::bigint as remaining_volume,
    (${REMAINING_PIECES})::bigint as remaining_pieces, array[${REMAINING_ELEMENTS}]::bigint[] as remaining_elements
  from (
    select * from view.lot
    where ledger_id = $1 and kind <> 'circuit-stock' and event_number < $9
      and ${lot === undefined ? '$2::text is null' : 'lot = $2'} and ${party === undefined ? '$4::text is null' : 'party = $4'}
    order by lot_number offset 0) l
  ${lotStateJoins(below)}
  ${journeyJoin('$9')}
  ${unitJoin(below)}
  ${ownershipJoin(below)}
  ${revisionJoin('$9')}
  ${holdJoin('l.lot', '$9')}
  ${holdJoin(`case when move.status = 'packed' then move.within end`, '$9', 'shipment_on_hold')}
  ${holdJoin(`case when move.status in ('in-transit', 'returning') then move.within end`, '$9', 'transfer_on_hold')}
  ${holdJoin('boxed.unit', '$9', 'unit_on_hold')}`;

/** What laboratories state of a lot of `lots`, the latest last. */
const ASSAYS_OF_LOT = `
  select jsonb_agg(jsonb_build_object('elements', to_jsonb(a.element_milligrams),
    'notDetected', to_jsonb(a.not_detected), 'uncertainty', a.uncertainty_parts_per_million)
    order by a.event_number)
  from view.assay a
  where a.ledger_id = $1 and a.lot_number = lots.lot_number and a.event_number < $9
    and ${standsBelow('a.event_number', '$9')}`;

/** Lots that fit the filter, in the order of making, without the stock that circuits hold. */
export async function listLots(database: Database, ledgerId: number, filter: LotFilter): Promise<LotRow[]> {
  const { lot = null, custodian = null, form = null, status = null, party = null, owner = null, limit, bound } = filter;
  // By the index of the lots, one after the other until there are enough.
  const { rows } = await database.lookups.query<ListedLot>(
    `select lots.*, (${ASSAYS_OF_LOT}) as assays
     from (${lotsAsTheyStand(filter)}) lots
     where ($3::text is null or form = $3) and ($5::text is null or custodian = $5)
       and ($6::text is null or status = $6 or ($6 = 'on-hold' and coalesce(hold, shipment_hold, transfer_hold, unit_hold) is not null))
       and ($7::text is null or owner = $7)
     order by lot_number limit $8`,
    [ledgerId, lot, form, party, custodian, status, owner, limit, bound],
  );
  return rows.map(lotOfRow);
}

function lotOfRow(row: ListedLot): LotRow {
  const { lot, kind, form, product, party, facility, country, custodian, status, within, unit, owner, hold } = row;
  return {
    lot,
    kind,
    form,
    product,
    party,
    facility,
    country,
    custodian,
    status,
    within,
    dispatcher: row.dispatcher,
    consignee: row.consignee,
    since: row.since?.toISOString() ?? null,
    unit,
    owner,
    hold,
    shipmentHold: row.shipment_hold,
    transferHold: row.transfer_hold,
    unitHold: row.unit_hold,
    made: amountsOfRow(row),
    remaining: {
      netMilligrams: row.remaining_net,
      volumeMillilitres: row.remaining_volume,
      pieces: row.remaining_pieces,
      elementMilligrams: elementMassesOfArray(row.remaining_elements),
    },
    notDetectedWhenMade: row.not_detected ?? [],
    notDetected: notDetectedIn(row),
    uncertaintyPartsPerMillionWhenMade: row.uncertainty_parts_per_million,
    uncertaintyPartsPerMillion: row.assays?.at(-1)?.uncertainty ?? row.uncertainty_parts_per_million,
  };
}

/** What was looked for and not found, and was not brought in since by an adjustment. */
function notDetectedIn(row: ListedLot): ElementSymbol[] {
  const assays = (row.assays ?? []).map(({ elements, notDetected }) => ({
    elementMilligrams: elementMassesOfJson(elements),
    notDetected,
  }));
  const made = { elementMilligrams: elementMassesOfArray(row.element_milligrams), notDetected: row.not_detected ?? [] };
  const remaining = elementMassesOfArray(row.remaining_elements);
  return belowDetection([made, ...assays]).filter((element) => (remaining[element] ?? 0n) === 0n);
}
