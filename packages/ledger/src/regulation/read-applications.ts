/** Applications of a file, before they are recorded. */
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import { isBlank, readLines } from '../files/read-lines.ts';
import { readEventLine } from '../record/read-event-line.ts';

export type ApplicationsResult =
  | { readonly ok: true; readonly applications: readonly Licence[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Who applies, where a line does not say. */
const SOMEBODY = 'the exporter';

/** Reads lines as `record` does. Later lines of the same licence add to it; events of other types pass. */
export async function readApplications(chunks: AsyncIterable<Uint8Array>): Promise<ApplicationsResult> {
  const steps: { licence: string; party: string; event: Parameters<typeof licenceOf>[0][number]['event'] }[] = [];
  for await (const line of readLines(chunks)) {
    if (isBlank(line.bytes)) continue;
    const read = readEventLine(line);
    if (!read.ok) return { ok: false, line: read.problem.line, message: read.problem.message };
    const { event } = read.value.encoded;
    if (event.type !== 'licence-applied' && event.type !== 'licence-information-provided') continue;
    steps.push({ licence: event.licence, party: read.value.by ?? SOMEBODY, event });
  }
  const applications = [...Map.groupBy(steps, ({ licence }) => licence).values()].flatMap((all) => {
    const docket = all.map(({ party, event }, eventNumber) => {
      return { eventNumber, party, recordedAt: event.occurredAt, event };
    });
    return licenceOf(docket) ?? [];
  });
  return { ok: true, applications };
}
