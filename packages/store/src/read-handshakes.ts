/** What a cancellation or a settlement needs to know of a transfer: asked for when one is to be decided, and only then. */
import type { CustodyState, DisputeState, HandshakeState } from '@lodestone/custody/custody-state.ts';
import type { SettlementBasis } from '@lodestone/custody/transfer-schema.ts';
import type pg from 'pg';
import { type AmountsJson, amountsOfJson } from './amounts-json.ts';

interface DisputeJson {
  readonly lot: string;
  readonly lotNumber: number;
  readonly declared: AmountsJson;
  readonly measured: AmountsJson;
  readonly proposals: readonly { party: string; basis: SettlementBasis; quantity: AmountsJson }[] | null;
  readonly isOpen: boolean;
}

interface HandshakeRow {
  readonly transfer: string;
  readonly lots: string[];
  readonly received: boolean;
  readonly cancelled: boolean;
  readonly disputes: readonly DisputeJson[];
}

const amountsSql = (row: string) =>
  `jsonb_build_object('net', ${row}.net_milligrams, 'volume', ${row}.volume_millilitres, 'pieces', ${row}.pieces,
    'elements', to_jsonb(${row}.element_milligrams))`;

const HANDSHAKE_QUERY = `
  select t.transfer,
    (select jsonb_agg(l.lot order by line.event_number, line.lot_number) from view.transfer_line line
     join view.lot l on l.ledger_id = $1 and l.lot_number = line.lot_number
     where line.ledger_id = $1 and line.transfer = t.transfer) as lots,
    exists (select from view.receipt_line r where r.ledger_id = $1 and r.transfer = t.transfer) as received,
    exists (select from view.transfer_end e where e.ledger_id = $1 and e.transfer = t.transfer) as cancelled,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'lot', l.lot, 'lotNumber', d.lot_number, 'declared', ${amountsSql('d')}, 'measured', ${amountsSql('r')},
        'proposals', said.proposals, 'isOpen', not coalesce(said.is_settled, false))
        order by d.event_number, d.lot_number), '[]')
     from view.dispute d
     join view.lot l on l.ledger_id = $1 and l.lot_number = d.lot_number
     join view.receipt_line r on r.ledger_id = $1 and r.transfer = d.transfer and r.lot_number = d.lot_number
       and r.event_number = d.event_number
     cross join lateral (
       select bool_or(latest.is_effective) as is_settled, jsonb_agg(jsonb_build_object(
         'party', latest.party, 'basis', latest.basis, 'quantity', ${amountsSql('latest')})
         order by latest.party collate "C") as proposals
       from (
         select distinct on (s.party) s.* from view.settlement s
         where s.ledger_id = $1 and s.transfer = d.transfer and s.lot_number = d.lot_number
         order by s.party, s.event_number desc) latest) said
     where d.ledger_id = $1 and d.transfer = t.transfer) as disputes
  from unnest($2::text[]) as n (name)
  cross join lateral (select transfer from view.transfer where ledger_id = $1 and transfer = n.name offset 0) t`;

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
  return { ...recorded, isReceived: recorded.isReceived || news.isReceived, disputes };
}

function handshakeOf({ transfer, lots, received, cancelled, disputes }: HandshakeRow): HandshakeState {
  return {
    isWhole: true,
    lots,
    isReceived: received,
    isCancelled: cancelled,
    disputes: disputes.map((dispute) => disputeOf(transfer, dispute)),
  };
}

function disputeOf(transfer: string, dispute: DisputeJson): DisputeState {
  const { lot, lotNumber, declared, measured, proposals, isOpen } = dispute;
  const amounts = { declared: amountsOfJson(declared), measured: amountsOfJson(measured) };
  const said = (proposals ?? []).map(({ party, basis, quantity }) => ({
    party,
    basis,
    quantity: amountsOfJson(quantity),
  }));
  return { transfer, lot, lotNumber, ...amounts, proposals: said, isOpen };
}
