-- Balances ask for the steps of a period. When a step happened is its event's time, and of one that a correction put in
-- the place of another the time that the correction states for it: not when it was corrected.

alter table view.step add column occurred_at_milliseconds bigint;
comment on column view.step.occurred_at_milliseconds is 'When it happened, as what counts of its event says; since 1970.';

-- PostgreSQL does not read JSON that has this escape anywhere in it; rebuild makes such a row right.
update view.step s set occurred_at_milliseconds = 1000 * extract(epoch from coalesce(
    case when e.type = 'event-corrected' and said.event not like '%\\u0000%'
      then (said.event::json -> 'replacement' ->> 'occurredAt')::timestamptz end,
    e.occurred_at))
  from ledger.event e, lateral (select convert_from(e.body, 'UTF8') as event) said
  where e.ledger_id = s.ledger_id and e.position = s.event_number / 1000 and e.ordinal = s.event_number % 1000;
alter table view.step alter column occurred_at_milliseconds set not null;

-- Times mostly grow with the log, so that what is added goes to the end of the index.
create index step_by_time on view.step (ledger_id, occurred_at_milliseconds, event_number);
