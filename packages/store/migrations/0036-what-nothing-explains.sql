-- Where a lot is from hangs on what a step gave only where that is more than it took. To say so once, when the step is recorded,
-- saves reading all that it gave, for each step on the way, and adding up what it took.

alter table view.step add column unexplained_element_milligrams bigint[] not null default '{}';
alter table view.step alter column unexplained_element_milligrams drop default;
comment on column view.step.unexplained_element_milligrams is 'What the step gave above what it took, per element; empty where that is nothing.';

-- Masses of the sixteen elements stand in arrays. Each sum is written out: an aggregate for each is one pass over all inputs.
do $$
begin
  execute format(
    'update view.step s set unexplained_element_milligrams = weighed.unexplained
     from (
       select step.ledger_id, step.event_number, array[%s]::bigint[] as unexplained
       from view.step step
       left join (
         select ledger_id, event_number, array[%s] as milligrams from view.input group by ledger_id, event_number) taken
       on taken.ledger_id = step.ledger_id and taken.event_number = step.event_number) weighed
     where s.ledger_id = weighed.ledger_id and s.event_number = weighed.event_number
       and cardinality(array_remove(weighed.unexplained, null)) > 0',
    (select string_agg(
       format('nullif(greatest(step.given_element_milligrams[%1$s] - coalesce(taken.milligrams[%1$s], 0), 0), 0)', element), ', '
       order by element)
     from generate_series(1, 16) as element),
    (select string_agg(format('sum(element_milligrams[%s])', element), ', ' order by element)
     from generate_series(1, 16) as element));
end
$$;
