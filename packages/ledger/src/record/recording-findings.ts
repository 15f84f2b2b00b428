/** What the rules noticed while a file was recorded: all of it counted, the first of it kept to be shown. */
import type { FindingCode } from '@lodestone/custody/finding.ts';

export interface LineFinding {
  /** Of the file; null when it is about a key that was enrolled on the way. */
  readonly line: number | null;
  readonly code: FindingCode;
  readonly message: string;
}

export interface RecordingFindings {
  count: number;
  readonly first: LineFinding[];
}

/** So many are kept; memory does not grow with the file. */
const FINDINGS_KEPT = 20;

export function noFindings(): RecordingFindings {
  return { count: 0, first: [] };
}

export function addFinding(findings: RecordingFindings, finding: LineFinding): void {
  findings.count += 1;
  if (findings.first.length < FINDINGS_KEPT) findings.first.push(finding);
}
