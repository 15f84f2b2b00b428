-- Whoever keeps lineages in memory asks what changed since it asked last.
create index change_by_event on view.change (ledger_id, event_number);
