-- Where material is, and in which zone its months end: what inventories and balances by facility ask.

-- What never moved is held by its maker. All lots of one maker are one key, which PostgreSQL keeps once: a small index.
create index lot_by_maker on view.lot (ledger_id, party);

alter table view.movement add column facility text;
comment on column view.movement.facility is 'Where the event says that it happened.';
alter table view.facility add column time_zone text;
comment on column view.facility.time_zone is 'As stated: any words.';

-- PostgreSQL does not read JSON that has this escape anywhere in it; rebuild makes such a row right.
update view.movement m set facility = case when said.event not like '%\\u0000%' then said.event::json ->> 'facility' end
  from ledger.event e, lateral (select convert_from(e.body, 'UTF8') as event) said
  where e.ledger_id = m.ledger_id and e.position = m.event_number / 1000 and e.ordinal = m.event_number % 1000;
update view.facility f set time_zone = case when said.event not like '%\\u0000%' then said.event::json ->> 'timeZone' end
  from ledger.event e, lateral (select convert_from(e.body, 'UTF8') as event) said
  where e.ledger_id = f.ledger_id and e.position = f.event_number / 1000 and e.ordinal = f.event_number % 1000;

-- Which shipments packed a lot is asked of movements now. The lines of a shipment are asked for by name, and on tables
-- without statistics the planner took this index for that, and read all lines of the ledger.
drop index view.shipment_line_by_lot;
