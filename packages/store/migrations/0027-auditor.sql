-- Whoever audits reads as lodestone_auditor: all that a verdict and a trace are made of, and nothing else. What opens
-- sealed members is not among it.

do $$
begin
  create role lodestone_auditor nologin;
exception when duplicate_object or unique_violation then
  null;
end
$$;

grant usage on schema ledger, view, lodestone to lodestone_auditor;
grant select on all tables in schema ledger, view, lodestone to lodestone_auditor;
-- What is added to the views later is read by audits as well. What is added to the ledger is granted one by one.
alter default privileges in schema view grant select on tables to lodestone_auditor;

do $$
begin
  revoke all on ledger.opening from lodestone_auditor;
  -- But for which there are: an audit holds them against what events seal.
  grant select (ledger_id, event_id, field) on ledger.opening to lodestone_auditor;
exception when undefined_table then
  null;
end
$$;
