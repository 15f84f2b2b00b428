-- An element that a consignee has measured has a tolerance of its own, and laboratories say how sure they are.

alter table view.policy add column element_transfer_parts_per_million integer not null default 30000;
alter table view.policy alter column element_transfer_parts_per_million drop default;
alter table view.party add column element_transfer_parts_per_million integer;

alter table view.dispute add column uncertainty_tolerance_milligrams bigint;
comment on column view.dispute.uncertainty_tolerance_milligrams is 'Three times the combined uncertainty of an element, where any is stated: the larger of the tolerances counts.';
alter table view.awaited_line add column uncertainty_parts_per_million integer;
