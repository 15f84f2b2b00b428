-- Dockets: which events were recorded under one name of something that is no material, such as a licence. What they say
-- stands in the events themselves.

create table view.docket_step (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  docket text not null,
  subject text collate "C" not null,
  party text not null,
  constraint docket_step_pkey primary key (ledger_id, event_number, index)
);
comment on table view.docket_step is 'An event is a step of a docket. The docket is its events, in order.';
comment on column view.docket_step.party is 'Whose act it is: the principal, where an agent signed.';
create index docket_step_by_subject on view.docket_step (ledger_id, docket, subject, event_number);

-- As for the other tables: statistics on ledger_id mislead (migration 0004).
alter table view.docket_step alter column ledger_id set statistics 0;

grant select, insert, delete on view.docket_step to lodestone_writer;
