/** Reads where documents were named before, and what the steps that link lots took of. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import { DOCUMENT_USES_HELD, type DocumentUse, stepName } from '@lodestone/custody/state/state-of-oversight.ts';
import type pg from 'pg';
import { loadMissing } from './load-missing.ts';

interface DocumentRow {
  readonly sha256: string;
  readonly use: number;
  readonly count: number;
  readonly event_number: bigint;
  readonly about: readonly string[];
  readonly steps: readonly bigint[];
}

const DOCUMENT_QUERY = `
  select n.sha256, d.use, last.use + 1 as count, d.event_number, d.about, d.steps
  from unnest($2::text[]) as n (sha256)
  cross join lateral (
    select use from view.document where ledger_id = $1 and sha256 = n.sha256 order by use desc limit 1) last
  cross join lateral (
    select use, event_number, about, steps from view.document
    where ledger_id = $1 and sha256 = n.sha256 and use < ${DOCUMENT_USES_HELD} offset 0) d
  order by n.sha256, d.use`;

/** Looks up the documents that `state` has not, and notes them there, those that nothing has named as null. */
export async function loadDocuments(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  documents: Iterable<string>,
  state: CustodyState,
): Promise<void> {
  await loadMissing(state.documents, documents, async (wanted) => {
    const { rows } = await client.query<DocumentRow>(DOCUMENT_QUERY, [ledgerId, wanted]);
    return [...Map.groupBy(rows, ({ sha256 }) => sha256)].map(([sha256, uses]) => {
      return [sha256, { count: uses[0]?.count ?? 0, uses: uses.map(useOf) }] as const;
    });
  });
}

function useOf({ event_number, about, steps }: DocumentRow): DocumentUse {
  return { eventNumber: Number(event_number), about, steps: steps.map(Number) };
}

const STEP_INPUTS_QUERY = `
  select n.step, array(
    select l.lot from view.input i
    join view.lot l on l.ledger_id = $1 and l.lot_number = i.lot_number
    where i.ledger_id = $1 and i.event_number = n.step) as inputs
  from unnest($2::bigint[]) as n (step)`;

/** Looks up what steps, named by their event numbers, took of. */
export async function loadStepInputs(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  steps: Iterable<number>,
  state: CustodyState,
): Promise<void> {
  const wanted = [...steps].filter((step) => state.stepInputs.get(stepName(step)) === undefined);
  if (wanted.length === 0) return;
  const { rows } = await client.query<{ step: bigint; inputs: string[] }>(STEP_INPUTS_QUERY, [ledgerId, wanted]);
  for (const { step, inputs } of rows) state.stepInputs.set(stepName(Number(step)), inputs);
}
