-- What yields a facility calls usual, where it has set ranges of its own; and whether material from outside had been
-- consumed, where its event says so.

create table view.yield_range (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  facility text not null,
  step text not null,
  low_parts_per_million integer not null,
  high_parts_per_million integer not null,
  constraint yield_range_pkey primary key (ledger_id, event_number, index)
);
comment on table view.yield_range is 'A facility''s own range of the yield of a step. The latest row of a step counts.';
create index yield_range_by_facility on view.yield_range (ledger_id, facility, step, event_number);

alter table view.yield_range alter column ledger_id set statistics 0;
grant select, insert, delete on view.yield_range to lodestone_writer;

create table view.consumption (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  consumption text not null,
  constraint consumption_pkey primary key (ledger_id, lot_number)
);
comment on table view.consumption is 'Whether a lot from outside is pre-consumer or post-consumer, where its event says so.';

alter table view.consumption alter column ledger_id set statistics 0;
grant select, insert, delete on view.consumption to lodestone_writer;
