-- The documents that events name, by hash: where one was named, and what for. Their bytes are not here: decision 0017.

create table view.document (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  sha256 text not null,
  use integer not null,
  kind text not null,
  name text not null,
  about text[] not null,
  steps bigint[] not null,
  constraint document_pkey primary key (ledger_id, sha256, use)
);
comment on column view.document.use is 'Counts the namings of one document: a writer that took a document for new is refused by the key.';
comment on column view.document.about is 'The transfer or shipment and the lots that the event is about, at most 100.';
comment on column view.document.steps is 'The steps that made those lots, so that a document on lots of one step is no reuse.';

alter table view.document alter column ledger_id set statistics 0;
grant select, insert, delete on view.document to lodestone_writer;
