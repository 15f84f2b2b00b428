-- What stands beside custody: ownership, holds by authorities.

create table view.ownership (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  owner text not null,
  constraint ownership_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.ownership is 'Who owns a lot from this event on. The latest row counts; without one it is whoever has the lot.';

create table view.hold (
  ledger_id integer not null,
  event_number bigint not null,
  thing text not null,
  is_placed boolean not null,
  party text not null,
  reason text not null,
  constraint hold_pkey primary key (ledger_id, thing, event_number)
);
comment on table view.hold is 'A lot or a shipment was put on hold or released. The latest row counts.';

alter table view.ownership alter column ledger_id set statistics 0;
alter table view.hold alter column ledger_id set statistics 0;
grant select, insert, delete on view.ownership, view.hold to lodestone_writer;
