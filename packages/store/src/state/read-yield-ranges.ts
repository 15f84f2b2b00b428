/** The ranges of yields that a site calls usual, as SQL over a facility `f` of ledger `$1`. */

/** Those that count, of those rows for which `counts` gives a condition that holds. */
export function yieldRangesOf(counts: string): string {
  return `select coalesce(jsonb_object_agg(r.step, jsonb_build_object('lowPartsPerMillion', r.low_parts_per_million,
          'highPartsPerMillion', r.high_parts_per_million,
          'eventNumber', coalesce(r.statement_number, r.event_number)))
          filter (where r.low_parts_per_million is not null), '{}') as ranges
        from (
          select distinct on (step) * from view.yield_range
          where ledger_id = $1 and facility = f.facility${counts} order by step, event_number desc) r`;
}
