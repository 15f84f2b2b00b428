-- Receipts whose dispatch is not recorded yet. They wait for it and move nothing.

create table view.awaited_receipt (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  consignor text not null,
  consignee text not null,
  seals text[],
  constraint awaited_receipt_pkey primary key (ledger_id, event_number)
);
comment on table view.awaited_receipt is 'A receipt of a transfer that was not recorded. It waits until awaited_end has a later row of the transfer.';

create table view.awaited_line (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  transfer text not null,
  lot text not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  discrepancy text,
  constraint awaited_line_pkey primary key (ledger_id, event_number, index)
);
comment on table view.awaited_line is 'A lot that came with such a receipt, with what was measured. The lot may not be recorded either.';

create table view.awaited_end (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  ending text not null,
  reason text,
  constraint awaited_end_pkey primary key (ledger_id, transfer, event_number)
);
comment on column view.awaited_end.ending is 'dispatched, or cancelled; a reason is given of a cancellation.';

alter table view.awaited_receipt alter column ledger_id set statistics 0;
alter table view.awaited_line alter column ledger_id set statistics 0;
alter table view.awaited_end alter column ledger_id set statistics 0;
grant select, insert, delete on view.awaited_receipt, view.awaited_line, view.awaited_end to lodestone_writer;
