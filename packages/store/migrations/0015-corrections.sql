-- An event that was wrong is taken back or replaced by rows that are added: what counted before stays where it is, and is
-- what is read as known then.

create table view.correction (
  ledger_id integer not null,
  event_number bigint not null,
  target_number bigint not null,
  superseded_number bigint,
  outcome text not null,
  reason text not null,
  obstacles text[] not null,
  constraint correction_pkey primary key (ledger_id, event_number)
);
comment on table view.correction is 'Which event was corrected by which. A contested correction changes nothing, and says what stands in its way.';
comment on column view.correction.superseded_number is 'The event whose rows count no more: the target, or the correction of it before this one.';
create index correction_by_target on view.correction (ledger_id, target_number, event_number);
create index correction_by_superseded on view.correction (ledger_id, superseded_number)
  where superseded_number is not null;

create table view.lot_revision (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  kind text not null,
  facility text,
  country text not null,
  form text,
  product text,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  not_detected text[],
  uncertainty_parts_per_million integer,
  constraint lot_revision_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.lot_revision is 'How a lot was made, as known from this event on. What remains follows from view.lot and view.change, not from this.';

alter table view.correction alter column ledger_id set statistics 0;
alter table view.lot_revision alter column ledger_id set statistics 0;
grant select, insert, delete on view.correction, view.lot_revision to lodestone_writer;

-- A correction names its target by digest. Hash codes are all that is kept of digests, which are random: no index is smaller.
create index event_by_digest on ledger.event using hash (digest);

-- A replay must know what will be corrected before it comes to it.
create index event_correction on ledger.event (ledger_id, position, ordinal) where type = 'event-corrected';
