/** What a cancellation or a settlement needs to know of a transfer: asked for when one is to be decided, and only then. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import type {
  DisputeState,
  HandshakeState,
  ProposalState,
  TransferEnd,
} from '@lodestone/custody/state/state-of-transfers.ts';
import type pg from 'pg';
import { type AmountsJson, amountsOfJson } from '../amounts-json.ts';
import { stands } from '../lot-state-sql.ts';
import { WHOLE_LEDGER } from '../event-bound.ts';
import { transferRevisionJoin } from '../revision-sql.ts';

interface DisputeJson {
  readonly lot: string;
  readonly lotNumber: number;
  readonly declared: AmountsJson;
  readonly measured: AmountsJson;
  readonly eventNumber: number;
  readonly proposals: readonly ProposalJson[];
}

interface ProposalJson extends Omit<ProposalState, 'quantity'> {
  readonly quantity: AmountsJson;
}

interface HandshakeRow {
  readonly transfer: string;
  readonly lots: string[];
  readonly receipts: HandshakeState['receipts'];
  readonly cancelled_number: number | null;
  readonly voided_number: number | null;
  readonly disputes: readonly DisputeJson[];
}

const amountsSql = (row: string) =>
  `jsonb_build_object('net', ${row}.net_milligrams, 'volume', ${row}.volume_millilitres, 'pieces', ${row}.pieces,
    'elements', to_jsonb(${row}.element_milligrams))`;

const HANDSHAKE_QUERY = `
  select t.transfer,
    (select coalesce(jsonb_agg(l.lot order by line.event_number, line.lot_number), '[]') from view.transfer_line line
     join view.lot l on l.ledger_id = $1 and l.lot_number = line.lot_number
     where line.ledger_id = $1 and line.transfer = t.transfer and ${stands('line.event_number')}) as lots,
    (select coalesce(jsonb_agg(jsonb_build_object('eventNumber', receipt.event_number, 'outcomes', receipt.outcomes)
        order by receipt.event_number), '[]')
     from (
       select r.event_number, jsonb_object_agg(l.lot, r.outcome) as outcomes
       from view.receipt_line r
       join view.lot l on l.ledger_id = $1 and l.lot_number = r.lot_number
       where r.ledger_id = $1 and r.transfer = t.transfer and ${stands('r.event_number')}
       group by r.event_number) receipt) as receipts,
    (select e.event_number from view.transfer_end e
     where e.ledger_id = $1 and e.transfer = t.transfer and ${stands('e.event_number')})::float8 as cancelled_number,
    (select c.event_number from view.correction c
     where c.ledger_id = $1 and c.superseded_number = standing.number)::float8 as voided_number,
    (select coalesce(jsonb_agg(jsonb_build_object('eventNumber', d.event_number,
        'lot', l.lot, 'lotNumber', d.lot_number, 'declared', ${amountsSql('d')}, 'measured', ${amountsSql('r')},
        'proposals', said.proposals)
        order by d.event_number, d.lot_number), '[]')
     from view.dispute d
     join view.lot l on l.ledger_id = $1 and l.lot_number = d.lot_number
     join view.receipt_line r on r.ledger_id = $1 and r.transfer = d.transfer and r.lot_number = d.lot_number
       and r.event_number = d.event_number
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('eventNumber', s.event_number,
         'party', s.party, 'basis', s.basis, 'quantity', ${amountsSql('s')}, 'isEffective', s.is_effective)
         order by s.event_number), '[]') as proposals
       from view.settlement s
       where s.ledger_id = $1 and s.transfer = d.transfer and s.lot_number = d.lot_number
         and s.event_number > d.event_number and ${stands('s.event_number')}) said
     where d.ledger_id = $1 and d.transfer = t.transfer and ${stands('d.event_number')}) as disputes
  from unnest($2::text[]) as n (name)
  cross join lateral (
    select transfer, event_number from view.transfer where ledger_id = $1 and transfer = n.name offset 0) t
  ${transferRevisionJoin(String(WHOLE_LEDGER))}`;

/**
 * Completes what `state` knows of these transfers, and gives the names of their lots. What is in memory is newer than the
 * database, which may be behind by a batch that is being written.
 */
export async function loadHandshakes(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  transfers: ReadonlySet<string>,
  state: CustodyState,
): Promise<string[]> {
  const wanted = [...transfers].filter((transfer) => state.handshakes.get(transfer)?.isWhole !== true);
  if (wanted.length > 0) {
    const { rows } = await client.query<HandshakeRow>(HANDSHAKE_QUERY, [ledgerId, wanted]);
    for (const row of rows) {
      state.handshakes.set(row.transfer, withNews(handshakeOf(row), state.handshakes.get(row.transfer)));
    }
  }
  return [...transfers].flatMap((transfer) => {
    const handshake = state.handshakes.get(transfer);
    return handshake ? [...handshake.lots, ...handshake.disputes.map(({ lot }) => lot)] : [];
  });
}

function withNews(recorded: HandshakeState, news: HandshakeState | null | undefined): HandshakeState {
  if (!news) return recorded;
  const newer = new Set(news.disputes.map(({ lot }) => lot));
  const disputes = [...recorded.disputes.filter(({ lot }) => !newer.has(lot)), ...news.disputes];
  const newest = new Set(news.receipts.map(({ eventNumber }) => eventNumber));
  const receipts = [...recorded.receipts.filter(({ eventNumber }) => !newest.has(eventNumber)), ...news.receipts];
  return { ...recorded, receipts, disputes };
}

function handshakeOf(row: HandshakeRow): HandshakeState {
  const { transfer, lots, receipts, disputes, cancelled_number: cancelled, voided_number: voided } = row;
  const ended = voided === null ? endOf('cancelled', cancelled) : endOf('voided', voided);
  return {
    isWhole: true,
    lots,
    receipts,
    ended,
    disputes: disputes.map((dispute) => disputeOf(transfer, dispute)),
  };
}

function endOf(as: TransferEnd['as'], eventNumber: number | null): TransferEnd | null {
  return eventNumber === null ? null : { as, eventNumber };
}

function disputeOf(transfer: string, dispute: DisputeJson): DisputeState {
  const { eventNumber, lot, lotNumber, declared, measured, proposals } = dispute;
  const amounts = { declared: amountsOfJson(declared), measured: amountsOfJson(measured) };
  const said = proposals.map((proposal) => ({ ...proposal, quantity: amountsOfJson(proposal.quantity) }));
  return { eventNumber, transfer, lot, lotNumber, ...amounts, proposals: said };
}
