/** `--attach <folder>`: documents that come along with events, in the commands that record. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { statSync } from 'node:fs';
import { type AttachmentReport, type Attachments, openAttachments } from '@lodestone/ledger/documents/attachments.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Output } from '../output/output.ts';
import { describeSign } from '../answers/secret-sign-text.ts';

export const ATTACH_DESCRIPTION = 'keep the files of this folder that events name by their SHA-256, beside the ledger';

/** Opens what `--attach` names; undefined when it was not said. */
export async function attachmentsOf(
  folder: string | undefined,
  dataFolder: string,
  dryRun: boolean,
): Promise<Attachments | undefined> {
  if (folder === undefined) return undefined;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandFailure(
      EXIT.usage,
      `--attach must be a folder with files, found ${folder}: there is no such folder`,
    );
  }
  return openAttachments(dataFolder, folder, { dryRun });
}

/** What became of the documents, in a sentence. */
export function describeAttachments({ kept, keptBefore, missing }: AttachmentReport, dryRun: boolean): string {
  const parts = [`${formatCount(kept, 'document')} ${dryRun ? 'would be kept' : 'kept'}`];
  if (keptBefore > 0) parts.push(`${formatCount(keptBefore, 'document')} kept before`);
  if (missing > 0) parts.push(`${formatCount(missing, 'document')} named and not in the folder`);
  return ` ${parts.join('; ')}.`;
}

/** Says which documents are missing, and what those that were kept may give away. */
export function noteDocuments(output: Output, name: string, documents: AttachmentReport): void {
  noteMissing(output, name, documents);
  noteWarnings(output, name, documents);
}

/** Says what kept documents may give away. Whether they should is for whoever sends them. */
function noteWarnings(output: Output, name: string, { warnings }: AttachmentReport): void {
  for (const { line, name: document, signs } of warnings) {
    for (const sign of signs) output.note(`${name}:${line}: ${printable(document)}: ${describeSign(sign)}`);
  }
}

/** Says which documents are missing: the events are recorded all the same. */
function noteMissing(output: Output, name: string, { firstMissing, missing }: AttachmentReport): void {
  for (const { line, name: document, sha256 } of firstMissing) {
    output.note(`${name}:${line}: ${document} (SHA-256 ${sha256}) is not in the folder: attach it later the same way`);
  }
  const more = missing - firstMissing.length;
  if (more > 0) output.note(`and ${formatCount(more, 'document')} more (lodestone document list --missing)`);
}
