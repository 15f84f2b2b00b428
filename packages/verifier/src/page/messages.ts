/** What the page and its worker say to each other. */
import type { EvidenceReport } from './report.ts';

export interface CheckRequest {
  readonly file: File;
  readonly keysText: string;
  readonly policyText: string | null;
}

export type CheckAnswer =
  | { readonly kind: 'progress'; readonly signatures: number }
  | { readonly kind: 'report'; readonly report: EvidenceReport }
  /** The work could not begin or broke off; that says nothing of the bundle. */
  | { readonly kind: 'trouble'; readonly message: string };
