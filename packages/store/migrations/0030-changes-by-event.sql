-- Whoever keeps lineages in memory asks what changed since it asked last. By the position of the entry, not by the event
-- number: what asks for the changes of one lot below an event must never be read by this index.
create index change_by_position on view.change (ledger_id, (event_number / 1000));
