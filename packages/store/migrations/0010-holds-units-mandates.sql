-- What stands beside custody: ownership, holds by authorities, acts on behalf of others.

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
  index integer not null,
  thing text not null,
  is_placed boolean not null,
  party text not null,
  reason text not null,
  constraint hold_pkey primary key (ledger_id, thing, event_number)
);
comment on table view.hold is 'A lot or a shipment was put on hold or released. The latest row counts.';

create table view.mandate (
  ledger_id integer not null,
  event_number bigint not null,
  principal text not null,
  agent text not null,
  is_given boolean not null,
  acts text[] not null,
  until text,
  constraint mandate_pkey primary key (ledger_id, principal, agent, event_number)
);
comment on table view.mandate is 'A principal let an agent act for it, or ended that. The latest row between two parties counts.';

create table view.on_behalf (
  ledger_id integer not null,
  event_number bigint not null,
  agent text not null,
  principal text not null,
  constraint on_behalf_pkey primary key (ledger_id, event_number)
);
comment on table view.on_behalf is 'Events that an agent signed: the act is the principal''s.';

alter table view.mandate alter column ledger_id set statistics 0;
alter table view.on_behalf alter column ledger_id set statistics 0;
alter table view.ownership alter column ledger_id set statistics 0;
alter table view.hold alter column ledger_id set statistics 0;
grant select, insert, delete on view.ownership, view.hold, view.mandate, view.on_behalf to lodestone_writer;
