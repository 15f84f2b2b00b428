-- How the rules of detection are set from a time on, and what was said of what they found. The findings themselves follow
-- from the ledger and are kept nowhere in it.

create table view.finding_rule (
  ledger_id integer not null,
  event_number bigint not null,
  rule text not null,
  valid_from text not null,
  is_off boolean,
  threshold_names text[] not null,
  threshold_values bigint[] not null,
  constraint finding_rule_pkey primary key (ledger_id, event_number)
);
comment on table view.finding_rule is 'A rule of detection is set otherwise for what happens from valid_from on. What a row leaves out is as before.';
comment on column view.finding_rule.threshold_values is 'In the order of threshold_names.';

create table view.finding_answer (
  ledger_id integer not null,
  event_number bigint not null,
  finding text not null,
  stated text not null,
  party text not null,
  is_closing boolean not null,
  outcome text not null,
  reason text not null,
  constraint finding_answer_pkey primary key (ledger_id, event_number)
);
comment on table view.finding_answer is 'Somebody has said what a finding is. The latest answer and the latest closing count.';
comment on column view.finding_answer.stated is 'The hash of what the finding stated then: it is open again when it states something else.';
create index finding_answer_by_finding on view.finding_answer (ledger_id, finding, event_number);

-- As for the other tables: statistics on ledger_id mislead (migration 0004).
alter table view.finding_rule alter column ledger_id set statistics 0;
alter table view.finding_answer alter column ledger_id set statistics 0;

grant select, insert, delete on view.finding_rule, view.finding_answer to lodestone_writer;
