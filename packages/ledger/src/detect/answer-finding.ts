/** Records what somebody says of a finding, and says what was said of others. */
import type { ANSWERS, CLOSINGS } from '@lodestone/custody/events/finding-schema.ts';
import { type AnsweredFinding, answeredFinding, factsStated } from '@lodestone/lineage/answered-finding.ts';
import type { Finding } from '@lodestone/lineage/finding.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { digestBytes } from '@lodestone/proof/digest.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readFindingAnswers } from '@lodestone/store/detect/read-finding-words.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import { recordOneEvent } from '../record/record-one-event.ts';
import type { RecordResult } from '../record/recording.ts';

export interface WordOnFinding {
  readonly finding: AnsweredFinding;
  readonly word:
    | { readonly type: 'finding-answered'; readonly outcome: (typeof ANSWERS)[number] }
    | { readonly type: 'finding-closed'; readonly outcome: (typeof CLOSINGS)[number] };
  readonly reason: string;
  /** Who signs. */
  readonly by: string | undefined;
  readonly acceptClock: boolean;
}

/** Records it of what the finding states now. */
export function sayOfFinding(
  ledger: Ledger,
  { finding, word, reason, by, acceptClock }: WordOnFinding,
): Promise<RecordResult> {
  const { id, facts } = finding;
  const { type, outcome } = word;
  return recordOneEvent(ledger, { type, finding: id, facts, outcome, reason }, { by, acceptClock });
}

const PREFIX = 'lodestone/finding/1\n';

/** Adds to findings what was said of them, as known at the bound. */
export async function withAnswers(
  { database, ledgerId }: Ledger,
  findings: readonly Finding[],
  bound: EventBound,
): Promise<AnsweredFinding[]> {
  const ids = findings.map(({ id }) => id);
  const said = Map.groupBy(await readFindingAnswers(database, ledgerId, ids, bound), ({ finding }) => finding);
  return findings.map((finding) => answeredFinding(finding, hashOf(finding), said.get(finding.id) ?? []));
}

function hashOf(finding: Finding): string {
  return digestBytes(Buffer.from(`${PREFIX}${canonicalize(factsStated(finding))}`), sha256);
}
