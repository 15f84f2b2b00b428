-- Whoever asks what a lot was made from goes from step to step. An input that names the step that made its lot saves looking
-- that lot up, for each lot on the way; and the index says it, so that the rows need not be read.

alter table view.input add column maker_number bigint;
comment on column view.input.maker_number is 'The event of the step that made the lot, as it was recorded first; null when no step did. See view.lot_revision.';

-- Without indexes while all rows are written anew: with them it takes ten times as long.
alter table view.input drop constraint input_pkey;
drop index view.input_by_lot;
update view.input i set maker_number = l.event_number
from view.lot l
where l.ledger_id = i.ledger_id and l.lot_number = i.lot_number and l.kind in ('transformed', 'circuit-stock');
alter table view.input
  add constraint input_pkey primary key (ledger_id, event_number, lot_number) include (maker_number);
create index input_by_lot on view.input (ledger_id, lot_number);
