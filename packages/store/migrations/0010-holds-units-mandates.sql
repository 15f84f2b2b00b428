-- What stands beside custody: holds by authorities.

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

alter table view.hold alter column ledger_id set statistics 0;
grant select, insert, delete on view.hold to lodestone_writer;
